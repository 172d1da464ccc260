/** The names under which answers are kept. */

import type { Filter } from "./client";

export const keys = {
  session: ["session"],
  lists: ["lists"],
  list: (filter: Filter) => ["lists", filter],
  ticket: (number: string) => ["ticket", number],
  ledger: ["ledger"],
  search: (asked: string) => ["search", asked],
  messages: (number: string) => ["messages", number],
} as const;
