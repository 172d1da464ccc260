// What the citizen said and the server has not yet stored. Pure: a list in, a list out.

import type { ClientFrame } from "./protocol";

export interface Failure {
  readonly code: string;
  readonly detail: string;
}

export interface Entry {
  readonly clientId: string;
  readonly text: string;
  readonly at: string;
  /** The last seq seen when it was written: the server's copy can only be later than this. */
  readonly after: number;
  readonly choice: { readonly seq: number; readonly id: string } | null;
  readonly failure: Failure | null;
}

export type Outbox = readonly Entry[];

export function add(outbox: Outbox, entry: Entry): Outbox {
  return [...remove(outbox, entry.clientId), entry];
}

export function remove(outbox: Outbox, clientId: string): Outbox {
  return outbox.filter((entry) => entry.clientId !== clientId);
}

export function find(outbox: Outbox, clientId: string): Entry | undefined {
  return outbox.find((entry) => entry.clientId === clientId);
}

export function fail(outbox: Outbox, clientId: string, failure: Failure): Outbox {
  return outbox.map((entry) => (entry.clientId === clientId ? { ...entry, failure } : entry));
}

export function revive(outbox: Outbox, clientId: string): Outbox {
  return outbox.map((entry) => (entry.clientId === clientId ? { ...entry, failure: null } : entry));
}

/** What is to be sent (again) on a fresh connection; a refused message waits for the citizen. */
export function sendable(outbox: Outbox): Outbox {
  return outbox.filter((entry) => entry.failure === null);
}

export function toFrame(entry: Entry): ClientFrame {
  if (!entry.choice) return { type: "message", client_id: entry.clientId, text: entry.text };
  return { type: "choose", client_id: entry.clientId, seq: entry.choice.seq, choice: entry.choice.id };
}

/** An entry read back from storage, or null when it is damaged. */
export function parseEntry(raw: string): Entry | null {
  try {
    const entry = JSON.parse(raw) as Entry | null;
    const sound =
      typeof entry?.clientId === "string" &&
      typeof entry.text === "string" &&
      typeof entry.at === "string" &&
      typeof entry.after === "number";
    return sound ? { ...entry, choice: entry.choice ?? null, failure: entry.failure ?? null } : null;
  } catch {
    return null;
  }
}
