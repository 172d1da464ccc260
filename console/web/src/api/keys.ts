/** The names under which answers are kept. */

import type { Filter } from "./client";

export const keys = {
  session: ["session"],
  lists: ["lists"],
  list: (filter: Filter) => ["lists", filter],
  counts: ["counts"],
  found: (words: string) => ["found", words],
  ticket: (number: string) => ["ticket", number],
  ledger: ["ledger"],
  messages: (number: string) => ["messages", number],
} as const;
