// What the log shows, row by row, from the state of the conversation. Pure.

import type { Conversation } from "./conversation";
import type { Failure, FileRef } from "./outbox";
import type { Attachment, AuthorKind, Card, Choice } from "./protocol";

export type Status = "none" | "pending" | "stored" | "read" | "failed";

export interface MessageRow {
  readonly kind: "message";
  readonly key: string;
  readonly seq: number | null;
  readonly clientId: string | null;
  readonly author: AuthorKind;
  readonly name: string | null;
  readonly text: string;
  readonly at: string;
  readonly status: Status;
  readonly failure: Failure | null;
  readonly choices: readonly Choice[];
  readonly attachments: readonly Attachment[];
  /** Files that are still on their way to the office. */
  readonly files: readonly FileRef[];
  readonly lead: string;
  readonly cards: readonly Card[];
  readonly close: string;
  /** First of a run by one author: the one that carries the name. */
  readonly first: boolean;
}

export interface DayRow {
  readonly kind: "day";
  readonly key: string;
  readonly at: string;
}

export type Row = MessageRow | DayRow;

export function timeline(state: Conversation): readonly Row[] {
  const said = [...stored(state), ...pending(state)];
  const rows: Row[] = [];
  let before: MessageRow | null = null;
  for (const row of said) {
    const day = new Date(row.at).toDateString();
    const newDay = !before || new Date(before.at).toDateString() !== day;
    if (newDay) rows.push({ kind: "day", key: `day ${day}`, at: row.at });
    rows.push({ ...row, first: newDay || before?.author !== row.author || before.name !== row.name });
    before = row;
  }
  return rows;
}

/** True when the bot spoke last, so that the citizen may say it was something else. */
export function mayDeny(state: Conversation): boolean {
  const { messages, handling } = state;
  const last = messages[messages.length - 1];
  const waiting = state.outbox.some((entry) => !entry.failure);
  return handling.handler === "bot" && last?.author.kind === "bot" && messages.length > 1 && !waiting;
}

function stored(state: Conversation): readonly MessageRow[] {
  const answered = lastAnswered(state);
  return state.messages.map((message) => {
    const own = message.author.kind === "contact";
    return {
      kind: "message",
      key: message.clientId ?? `seq ${message.seq}`,
      seq: message.seq,
      clientId: message.clientId,
      author: message.author.kind,
      name: own ? null : message.author.name,
      text: message.text,
      at: message.at,
      status: own ? (message.seq <= state.readByOffice ? "read" : "stored") : "none",
      failure: null,
      choices: message.seq > answered ? message.choices : [],
      attachments: message.attachments,
      files: [],
      lead: message.lead,
      cards: message.cards,
      close: message.close,
      first: true,
    };
  });
}

/** Choices at or below this seq are answered: the citizen has spoken since. */
function lastAnswered(state: Conversation): number {
  const spoken = state.messages.filter((message) => message.author.kind === "contact").map((message) => message.seq);
  const waiting = state.outbox.filter((entry) => !entry.failure).map((entry) => entry.after);
  return Math.max(0, ...spoken, ...waiting);
}

function pending(state: Conversation): readonly MessageRow[] {
  const shown = new Set(state.messages.map((message) => message.clientId));
  const waiting = state.outbox.filter((entry) => !shown.has(entry.clientId));
  return waiting.map((entry) => ({
    kind: "message",
    key: entry.clientId,
    seq: null,
    clientId: entry.clientId,
    author: "contact",
    name: null,
    text: entry.text,
    at: entry.at,
    status: entry.failure ? "failed" : "pending",
    failure: entry.failure,
    choices: [],
    attachments: [],
    files: entry.files,
    lead: "",
    cards: [],
    close: "",
    first: true,
  }));
}
