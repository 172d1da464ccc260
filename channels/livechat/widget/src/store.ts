// What outlives the page: the session, how far the citizen has read, and the outbox. Never the conversation itself.

import { parseEntry, type Entry, type Outbox } from "./outbox";

export interface Store {
  session(): string | null;
  saveSession(session: string): void;
  forgetSession(): void;
  read(): number;
  saveRead(seq: number): void;
  outbox(): Outbox;
  saveEntry(entry: Entry): void;
  dropEntry(clientId: string): void;
  /** Small choices of the citizen: `sound`, `locale`. */
  choice(name: string): string | null;
  saveChoice(name: string, value: string): void;
  /** All but the choices. */
  clear(): void;
  /** What another tab did to the place `name`; `entry` when it is a message that waits there now. */
  heard(name: string | null, value: string | null): Heard | null;
}

export type Heard =
  | { readonly kind: "session" | "read" }
  | { readonly kind: "outbox"; readonly clientId: string; readonly entry: Entry | null };

/** The part of localStorage that is used. */
export type Shelf = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

/** One key an entry, so that two tabs do not overwrite each other's. */
export function browserStore(shelf: Shelf, base: string): Store {
  const key = (name: string): string => `tanya ${base} ${name}`;
  const set = (name: string, value: string): void => attempt(() => shelf.setItem(key(name), value), undefined);
  return {
    session: () => shelf.getItem(key("session")),
    saveSession: (session) => set("session", session),
    forgetSession: () => shelf.removeItem(key("session")),
    read: () => Number(shelf.getItem(key("read"))) || 0,
    saveRead: (seq) => set("read", String(seq)),
    outbox: () => entries(shelf, key("outbox ")),
    saveEntry: (entry) => set(`outbox ${entry.clientId}`, JSON.stringify(entry)),
    dropEntry: (clientId) => shelf.removeItem(key(`outbox ${clientId}`)),
    choice: (name) => shelf.getItem(key(name)),
    saveChoice: set,
    clear: () => {
      for (const { clientId } of entries(shelf, key("outbox "))) shelf.removeItem(key(`outbox ${clientId}`));
      ["session", "read"].forEach((name) => shelf.removeItem(key(name)));
    },
    heard: (name, value) => {
      const place = name?.startsWith(key("")) ? name.slice(key("").length) : "";
      if (place === "session" || place === "read") return { kind: place };
      const clientId = place.startsWith("outbox ") ? place.slice(7) : "";
      return clientId ? { kind: "outbox", clientId, entry: value ? parseEntry(value) : null } : null;
    },
  };
}

/** The page's localStorage; where the browser refuses it, a shelf that lasts as long as the page. */
export function pageShelf(): Shelf {
  const probe = "tanya probe";
  const usable = attempt(() => {
    window.localStorage.setItem(probe, probe);
    window.localStorage.removeItem(probe);
    return window.localStorage;
  }, null);
  return usable ?? memoryShelf();
}

export function memoryShelf(): Shelf {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}

function entries(shelf: Shelf, prefix: string): Outbox {
  const found: Entry[] = [];
  for (let index = 0; index < shelf.length; index += 1) {
    const name = shelf.key(index);
    const entry = name?.startsWith(prefix) ? parseEntry(shelf.getItem(name) ?? "") : null;
    if (entry) found.push(entry);
  }
  return found.sort((a, b) => a.at.localeCompare(b.at));
}

function attempt<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch {
    return otherwise;
  }
}
