/** Until when a ticket can be put aside, in the office's time. Pure. */

/** WIB; it has no summer time. */
const OFFICE_MS = 7 * 3_600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OPENS = 8;

export type Preset = "hours" | "tomorrow" | "monday";

/** The moments that are offered, each in the future. On a Sunday tomorrow is Monday: once is enough. */
export function presets(now: Date): readonly { readonly name: Preset; readonly until: Date }[] {
  const monday = ((8 - officeDay(now)) % 7) || 7;
  const all = [
    { name: "hours", until: new Date(now.getTime() + 2 * HOUR_MS) },
    { name: "tomorrow", until: opening(now, 1) },
    { name: "monday", until: opening(now, monday) },
  ] as const;
  return monday === 1 ? all.slice(0, 2) : all;
}

/** The day of the week there: 0 is Sunday. */
function officeDay(at: Date): number {
  return new Date(at.getTime() + OFFICE_MS).getUTCDay();
}

/** When the office opens so many days later. */
function opening(now: Date, days: number): Date {
  const there = now.getTime() + OFFICE_MS;
  const midnight = there - (((there % DAY_MS) + DAY_MS) % DAY_MS);
  return new Date(midnight + days * DAY_MS + OPENS * HOUR_MS - OFFICE_MS);
}

/** What a field for date and time shows: "2026-09-03T14:05". */
export function asField(at: Date): string {
  return new Date(at.getTime() + OFFICE_MS).toISOString().slice(0, 16);
}

/** The moment that was typed there; null when it is none, or over. */
export function fromField(value: string, now: Date): Date | null {
  const at = new Date(`${value}:00+07:00`);
  return Number.isNaN(at.getTime()) || at <= now ? null : at;
}
