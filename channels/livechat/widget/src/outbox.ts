// What the citizen said and the server has not yet stored. Pure: a list in, a list out.

import type { ClientFrame } from "./protocol";

export interface Failure {
  readonly code: string;
  readonly detail: string;
}

/** A file of a message; its bytes are elsewhere, and `id` is there once the server has them. */
export interface FileRef {
  readonly key: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly id: string | null;
}

/** The code of a message whose files were in a page that is gone. */
export const LOST = "files_lost";

export interface Entry {
  readonly clientId: string;
  readonly text: string;
  readonly at: string;
  /** The last seq seen when it was written: the server's copy can only be later than this. */
  readonly after: number;
  readonly choice: { readonly seq: number; readonly id: string } | null;
  readonly files: readonly FileRef[];
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

/** To be tried again; files that are lost are left behind. */
export function revive(outbox: Outbox, clientId: string): Outbox {
  return outbox.map((entry) => {
    if (entry.clientId !== clientId) return entry;
    const files = entry.failure?.code === LOST ? entry.files.filter((file) => file.id) : entry.files;
    return { ...entry, files, failure: null };
  });
}

/** The file under `key` has this id at the server now, or none any more. */
export function uploaded(outbox: Outbox, key: string, id: string | null): Outbox {
  return outbox.map((entry) =>
    entry.files.some((file) => file.key === key && file.id !== id)
      ? { ...entry, files: entry.files.map((file) => (file.key === key ? { ...file, id } : file)) }
      : entry,
  );
}

/** As a new page finds it: files that had not been uploaded are gone with the page before. */
export function recalled(outbox: Outbox): Outbox {
  return outbox.map((entry) => (whole(entry) ? entry : { ...entry, failure: { code: LOST, detail: "" } }));
}

function whole(entry: Entry): boolean {
  return entry.files.every((file) => file.id);
}

/** What is to be sent (again) on a fresh connection; a refused message waits for the citizen, others for their files. */
export function sendable(outbox: Outbox): Outbox {
  return outbox.filter((entry) => entry.failure === null && whole(entry));
}

export function toFrame(entry: Entry): ClientFrame {
  if (!entry.choice) {
    const attachments = entry.files.flatMap((file) => file.id ?? []);
    const more = attachments.length > 0 ? { attachments } : {};
    return { type: "message", client_id: entry.clientId, text: entry.text, ...more };
  }
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
    if (!sound) return null;
    return { ...entry, choice: entry.choice ?? null, files: entry.files ?? [], failure: entry.failure ?? null };
  } catch {
    return null;
  }
}
