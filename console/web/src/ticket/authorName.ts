/** Whom to name as a message's author. */

import type { Message } from "../api/types";
import type { Say } from "../words/Words";

export function authorName(message: Pick<Message, "author">, say: Say): string {
  const { kind, name } = message.author;
  return name === null || name === "" ? say(`author.${kind}`) : name;
}
