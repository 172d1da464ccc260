/** Figures as people read them, and the days of a period. Pure. */

import type { Key } from "../words/id";
import { id } from "../words/id";
import type { Language, Say } from "../words/Words";
import type { Figure, Unit } from "./shapes";

const LOCALE: Readonly<Record<Language, string>> = { id: "id-ID", en: "en-GB" };
const WIB = "+07:00";
const DAY_MS = 86_400_000;

export function told(value: number | null, unit: Unit, language: Language, say: Say): string {
  if (value === null) return "–";
  const plain = (digits: number): string => new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: digits }).format(value);
  if (unit === "seconds") return span(value, say);
  if (unit === "share") return new Intl.NumberFormat(LOCALE[language], { style: "percent", maximumFractionDigits: 1 }).format(value);
  return plain(unit === "score" ? 2 : 0);
}

/** "45 d", "12 mnt", "3 jam 5 mnt", "2 hari 4 jam" */
export function span(seconds: number, say: Say): string {
  if (seconds < 60) return say("supervise.seconds", { s: Math.round(seconds) });
  const minutes = Math.floor(seconds / 60);
  const [m, h, d] = [minutes % 60, Math.floor(minutes / 60) % 24, Math.floor(minutes / 1440)];
  if (d > 0) return h === 0 ? say("duration.days", { d }) : say("duration.daysHours", { d, h });
  if (h > 0) return m === 0 ? say("duration.hours", { h }) : say("duration.hoursMinutes", { h, m });
  return say("duration.minutes", { m });
}

/** What a figure is of: the server's name for it, our word, or the part as it is. */
export function partOf(metric: string, figure: Figure, say: Say): string {
  if (figure.name !== "") return figure.name;
  const key = `report.${metric}.${figure.part}`;
  const shared = `report.part.${figure.part}`;
  if (known(key)) return say(key);
  return known(shared) ? say(shared) : figure.part;
}

export function known(key: string): key is Key {
  return Object.hasOwn(id, key);
}

/** The moments a day begins and ends, at the office. */
export function beginOf(day: string): string {
  return `${day}T00:00:00${WIB}`;
}

export function endOf(day: string): string {
  return new Date(Date.parse(beginOf(day)) + DAY_MS).toISOString();
}

/** "2026-05-04", some days before the day it is at the office. */
export function dayBefore(now: Date, days: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Jakarta" }).format(new Date(now.getTime() - days * DAY_MS));
}
