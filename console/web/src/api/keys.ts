/** The names under which answers are kept. */

import type { Filter } from "./client";

export const keys = {
  session: ["session"],
  lists: ["lists"],
  list: (filter: Filter) => ["lists", filter],
  counts: ["counts"],
  found: (words: string) => ["found", words],
  tickets: ["ticket"],
  ticket: (number: string) => ["ticket", number],
  ledger: ["ledger"],
  colleagues: ["colleagues"],
  teams: ["teams"],
  search: (asked: string) => ["search", asked],
  draft: (number: string) => ["draft", number],
  /** Canned responses and macros, in every form. */
  prepared: ["prepared"],
  canned: ["prepared", "canned"],
  macros: ["prepared", "macros"],
  filters: ["prepared", "filters"],
  filled: (number: string) => ["prepared", "filled", number],
  suggestions: (number: string) => ["suggestions", number],
  tags: ["tags"],
  fields: ["fields"],
  account: (part: "factor" | "sessions" | "tokens") => ["account", part],
  admin: (...part: readonly string[]) => ["admin", ...part],
  contacts: ["contacts"],
  contact: (id: string) => ["contacts", id],
  contactTickets: (id: string) => ["contacts", id, "tickets"],
  messages: (number: string) => ["messages", number],
} as const;
