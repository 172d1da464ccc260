/** How far an agent has read each ticket, kept in this browser; the ids of messages rise with time. */

const MOST = 500;

type Seen = readonly (readonly [ticket: string, message: string])[];

/** The last message that was on the screen; null: the ticket was never open here. */
export function lastSeen(agent: string, ticket: string): string | null {
  return read(agent).find(([one]) => one === ticket)?.[1] ?? null;
}

/** What was read before stays read. */
export function see(agent: string, ticket: string, message: string): void {
  const before = read(agent);
  const known = before.find(([one]) => one === ticket)?.[1];
  if (known !== undefined && known >= message) return;
  const after: Seen = [...before.filter(([one]) => one !== ticket), [ticket, message]];
  try {
    localStorage.setItem(keptAs(agent), JSON.stringify(after.slice(-MOST)));
  } catch {
    // Private windows may refuse; then nothing is marked as unread.
  }
}

function keptAs(agent: string): string {
  return `tanya.seen.${agent}`;
}

function read(agent: string): Seen {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keptAs(agent)) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isPair) : [];
  } catch {
    return [];
  }
}

function isPair(one: unknown): one is readonly [string, string] {
  return Array.isArray(one) && one.length === 2 && one.every((part) => typeof part === "string");
}
