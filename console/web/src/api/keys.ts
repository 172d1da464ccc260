/** The names under which answers are kept. */

import type { Filter } from "./client";

export const keys = {
  session: ["session"],
  lists: ["lists"],
  list: (filter: Filter) => ["lists", filter],
  ticket: (number: string) => ["ticket", number],
  ledger: ["ledger"],
  account: (part: "factor" | "sessions" | "tokens") => ["account", part],
  admin: (...part: readonly string[]) => ["admin", ...part],
  messages: (number: string) => ["messages", number],
} as const;
