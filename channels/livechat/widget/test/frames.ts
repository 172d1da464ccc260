// Frames and entries for the tests.

import type { Entry } from "../src/outbox";
import type { AuthorKind, Choice, MessageFrame, Options, StateFrame, WelcomeFrame } from "../src/protocol";

export const AT = "2020-06-17T07:05:00Z";

export function message(seq: number, kind: AuthorKind = "bot", more: Partial<MessageFrame> = {}): MessageFrame {
  const author = { kind, name: null };
  const none = { choices: [], attachments: [], clientId: null, lead: "", cards: [], close: "" };
  return { type: "message", seq, author, text: `text ${seq}`, at: AT, ...none, ...more };
}

/** What a server of before says it offers. */
export const NOTHING: Options = { upload: null, ways: [], mail: false };

export function welcome(seq: number, session = "s"): WelcomeFrame {
  return { type: "welcome", session, ticket: null, seq, options: NOTHING };
}

export function state(more: Partial<StateFrame>): StateFrame {
  const none = { position: null, waitSeconds: null, ticket: null, status: null, agent: null, open: null, opensAt: null };
  return { type: "state", handler: "bot", ...none, mayRate: false, ...more };
}

export function entry(clientId: string, more: Partial<Entry> = {}): Entry {
  return { clientId, text: `said ${clientId}`, at: AT, after: 0, choice: null, files: [], failure: null, ...more };
}

export const CHOICES: readonly Choice[] = [
  { id: "yes", label: "Ya" },
  { id: "no", label: "Bukan" },
];
