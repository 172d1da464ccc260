/** The names under which answers are kept. */

import type { Filter } from "./client";

export const keys = {
  session: ["session"],
  lists: ["lists"],
  list: (filter: Filter) => ["lists", filter],
  ticket: (number: string) => ["ticket", number],
  ledger: ["ledger"],
  contacts: ["contacts"],
  contact: (id: string) => ["contacts", id],
  contactTickets: (id: string) => ["contacts", id, "tickets"],
  messages: (number: string) => ["messages", number],
} as const;
