/** Whether a colleague answered while one was writing. Pure. */

import type { Message } from "../api/types";

/** The last thing that was said to the citizen, when one began to write; "": nothing yet. */
export function lastSaid(messages: readonly Message[] | undefined): string {
  return messages?.findLast(isReply)?.id ?? "";
}

/** Who replied since then; null: nobody. */
export function repliedSince(messages: readonly Message[] | undefined, began: string): string | null {
  const replies = (messages ?? []).filter(isReply);
  const place = replies.findIndex((message) => message.id === began);
  if (began !== "" && place === -1) return null; // It was withdrawn, or is not shown: nothing to compare with.
  return replies.slice(place + 1).at(-1)?.author.name ?? null;
}

function isReply(message: Message): boolean {
  return message.author.kind === "agent" && !message.private && message.delivery?.state !== "withdrawn";
}
