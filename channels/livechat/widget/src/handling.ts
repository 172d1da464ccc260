// Who handles the conversation now, in words. Pure.

import type { Conversation } from "./conversation";
import { fill, type Words } from "./words";

export function handlingLine(handling: Conversation["handling"], words: Words): string {
  switch (handling.handler) {
    case "bot":
      return words.bot;
    case "agent":
      return words.agent;
    case "queue":
      return [place(handling.position, words), wait(handling.waitSeconds, words)].filter(Boolean).join(" · ");
  }
}

function place(position: number | null, words: Words): string {
  return position === null ? words.queue : fill(words.queueAt, { n: position });
}

function wait(seconds: number | null, words: Words): string {
  if (seconds === null) return "";
  return seconds < 60 ? words.waitSoon : fill(words.waitMinutes, { n: Math.ceil(seconds / 60) });
}
