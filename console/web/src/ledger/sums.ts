/** The ledger's arithmetic: seen = filed + set aside + waiting. Pure. */

import type { Mailbox } from "../api/types";
import type { Key } from "../words/id";
import type { Say } from "../words/Words";

type Counts = Pick<Mailbox, "seen" | "outcomes" | "waiting">;

const OUTCOMES: readonly (readonly [string, Key])[] = [
  ["ticket", "outcome.ticket"],
  ["reply", "outcome.reply"],
  ["automatic", "outcome.automatic"],
  ["bounce", "outcome.bounce"],
  ["spam", "outcome.spam"],
  ["duplicate", "outcome.duplicate"],
];

export function setAside(mailbox: Counts): number {
  return mailbox.outcomes["quarantined"] ?? 0;
}

export function filed(mailbox: Counts): number {
  return mailbox.seen - setAside(mailbox) - mailbox.waiting;
}

/** What was filed, by what became of it; an outcome this console does not know goes by its name. */
export function becameOf(mailbox: Counts, say: Say): readonly (readonly [string, number])[] {
  const known = OUTCOMES.map(([name, key]) => [say(key), mailbox.outcomes[name] ?? 0] as const);
  const names = new Set([...OUTCOMES.map(([name]) => name), "quarantined", "kept"]);
  const others = Object.entries(mailbox.outcomes).filter(([name]) => !names.has(name));
  return [...known, ...others].filter(([, n]) => n > 0);
}
