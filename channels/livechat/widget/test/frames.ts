// Frames and entries for the tests.

import type { Entry } from "../src/outbox";
import type { AuthorKind, Choice, MessageFrame, ServerFrame } from "../src/protocol";

export const AT = "2020-06-17T07:05:00Z";

export function message(seq: number, kind: AuthorKind = "bot", more: Partial<MessageFrame> = {}): MessageFrame {
  const author = { kind, name: null };
  return { type: "message", seq, author, text: `text ${seq}`, at: AT, choices: [], attachments: [], clientId: null, ...more };
}

export function welcome(seq: number, session = "s"): ServerFrame {
  return { type: "welcome", session, ticket: null, seq };
}

export function entry(clientId: string, more: Partial<Entry> = {}): Entry {
  return { clientId, text: `said ${clientId}`, at: AT, after: 0, choice: null, failure: null, ...more };
}

export const CHOICES: readonly Choice[] = [
  { id: "yes", label: "Ya" },
  { id: "no", label: "Bukan" },
];
