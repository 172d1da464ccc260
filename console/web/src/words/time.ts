/** Times as the office reads them: WIB, 14.05. Pure, apart from the browser's calendar. */

import type { Language, Say } from "./Words";

const ZONE = "Asia/Jakarta";
const LOCALE: Readonly<Record<Language, string>> = { id: "id-ID", en: "en-GB" };
const MINUTE = 60_000;

const CLOCK = new Intl.DateTimeFormat("id-ID", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
/** A sortable day, "2026-09-03". */
const DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });

/** "14.05" */
export function clock(at: Date): string {
  return CLOCK.format(at).replace(":", ".");
}

export function dayKey(at: Date): string {
  return DAY.format(at);
}

/** "Kamis, 3 September 2026" */
export function day(at: Date, language: Language): string {
  const format = { timeZone: ZONE, weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  return new Intl.DateTimeFormat(LOCALE[language], format).format(at);
}

/** "Kamis, 3 September 2026 14.05 WIB" */
export function fullTime(at: Date, language: Language): string {
  return `${day(at, language)} ${clock(at)} WIB`;
}

/** The hour if today, else the day: "14.05", "3 Sep". */
export function briefly(at: Date, now: Date, language: Language): string {
  if (dayKey(at) === dayKey(now)) return clock(at);
  const format = { timeZone: ZONE, day: "numeric", month: "short" } as const;
  return new Intl.DateTimeFormat(LOCALE[language], format).format(at);
}

/** The hour, and the day unless it is today's: "14.05", "3 Sep 14.05". */
export function moment(at: Date, now: Date, language: Language): string {
  const hour = clock(at);
  return dayKey(at) === dayKey(now) ? hour : `${briefly(at, now, language)} ${hour}`;
}

/** How long from one to the other; a clock that runs behind the server's gives the shortest. */
export function duration(from: Date, to: Date, say: Say): string {
  const minutes = Math.floor((to.getTime() - from.getTime()) / MINUTE);
  if (minutes < 1) return say("duration.short");
  const m = minutes % 60;
  const h = Math.floor(minutes / 60) % 24;
  const d = Math.floor(minutes / 1440);
  if (d > 0) return h === 0 ? say("duration.days", { d }) : say("duration.daysHours", { d, h });
  if (h > 0) return m === 0 ? say("duration.hours", { h }) : say("duration.hoursMinutes", { h, m });
  return say("duration.minutes", { m });
}
