/** From which messages a ticket can be split. The server has the last word. Pure. */

import type { Message } from "../api/types";

/** What the citizen wrote, unless it is the first that anybody said in its conversation. */
export function splittable(messages: readonly Message[]): ReadonlySet<string> {
  const begun = new Set<string>();
  const found = new Set<string>();
  for (const { id, conversation, seq, author } of messages) {
    if (seq === null) continue;
    if (author.kind === "contact" && begun.has(conversation)) found.add(id);
    begun.add(conversation);
  }
  return found;
}
