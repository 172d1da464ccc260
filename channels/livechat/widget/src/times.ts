// Times as the citizen reads them, in the citizen's own time zone.

import type { Locale } from "./protocol";
import type { Words } from "./words";

const TAGS: Readonly<Record<Locale, string>> = { id: "id-ID", en: "en-GB" };

/** "14.05", as Indonesia writes it, in both languages. */
export function clockTime(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  return `${two(date.getHours())}.${two(date.getMinutes())}`;
}

/** The whole date and time with its zone, for a title. */
export function fullTime(at: string, locale: Locale): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  const day = date.toLocaleDateString(TAGS[locale], { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  return `${day}, ${clockTime(at)} ${zone(date, locale)}`;
}

export function dayName(at: string, now: Date, words: Words, locale: Locale): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  return date.toLocaleDateString(TAGS[locale], { weekday: "long", day: "numeric", month: "long" });
}

/** A moment to come, as one says it: "hari ini 13.00 WIB", "besok 08.00 WIB", "Senin, 22 Juni, 08.00 WIB". */
export function soon(at: string, now: Date, words: Words, locale: Locale): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  const time = `${clockTime(at)} ${zone(date, locale)}`;
  if (days === 0) return `${words.today.toLowerCase()} ${time}`;
  return days === 1 ? `${words.tomorrow} ${time}` : `${dayName(at, now, words, locale)}, ${time}`;
}

function zone(date: Date, locale: Locale): string {
  const parts = new Intl.DateTimeFormat(TAGS[locale], { timeZoneName: "short" }).formatToParts(date);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
