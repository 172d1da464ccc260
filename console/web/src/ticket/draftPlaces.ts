/** Where drafts lie: the server, and this browser's own storage. */

import { eraseDraft, saveDraft } from "../api/writing";
import type { DraftWords, Pocket, Shelf, Timers } from "./draftKeeper";

export const SERVER: Shelf = {
  save: async (number, words, leaving) => (await saveDraft(number, words, leaving)).version,
  erase: eraseDraft,
};

export const TIMERS: Timers = {
  start: (run, ms) => setTimeout(run, ms),
  stop: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/** A private window may refuse: then the words are on the page alone, as they always were. */
export function pocketOf(agent: string): Pocket {
  const name = (number: string): string => `tanya.draft.${agent}.${number}`;
  return {
    put: (number, words) => attempt(() => localStorage.setItem(name(number), JSON.stringify(words))),
    take: (number) => attempt(() => read(localStorage.getItem(name(number)))) ?? null,
    drop: (number) => attempt(() => localStorage.removeItem(name(number))),
  };
}

function read(raw: string | null): DraftWords | null {
  if (raw === null) return null;
  const value: unknown = JSON.parse(raw);
  if (typeof value !== "object" || value === null) return null;
  const text: unknown = Reflect.get(value, "text");
  if (typeof text !== "string") return null;
  const html: unknown = Reflect.get(value, "html");
  return { text, ...(typeof html === "string" ? { html } : {}), private: Reflect.get(value, "private") === true };
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
