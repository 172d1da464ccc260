// Who handles the conversation now, and when officers are there, in words. Pure.

import type { Conversation } from "./conversation";
import type { Locale } from "./protocol";
import { soon } from "./times";
import { fill, type Words } from "./words";

export function handlingLine(handling: Conversation["handling"], words: Words): string {
  switch (handling.handler) {
    case "bot":
      return words.bot;
    case "agent":
      return handling.agent ? fill(words.agentNamed, { name: handling.agent }) : words.agent;
    case "queue":
      return [place(handling.position, words), wait(handling.waitSeconds, words)].filter(Boolean).join(", ");
  }
}

/** When officers are back, while they are away; that the matter is settled; else nothing. */
export function standingLine(handling: Conversation["handling"], now: Date, words: Words, locale: Locale): string {
  if (handling.status === "resolved" || handling.status === "closed") return words.ended;
  if (handling.open !== false || handling.handler === "agent") return "";
  const when = handling.opensAt ? soon(handling.opensAt, now, words, locale) : "";
  return when ? fill(words.awayUntil, { when }) : words.away;
}

function place(position: number | null, words: Words): string {
  return position === null ? words.queue : fill(words.queueAt, { n: position });
}

function wait(seconds: number | null, words: Words): string {
  if (seconds === null) return "";
  if (seconds < 60) return words.waitSoon;
  const minutes = Math.ceil(seconds / 60);
  return minutes > 90 ? fill(words.waitHours, { n: Math.ceil(minutes / 60) }) : fill(words.waitMinutes, { n: minutes });
}
