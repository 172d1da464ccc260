/** Until when somebody should answer, in words. Pure. */

import { duration, moment } from "./time";
import type { Language, Say } from "./Words";

/** In a row of a list, or in the head of a ticket, where there is more room. */
export type Place = "row" | "head";

/** At the very moment it is still in time. */
export function isLate(due: Date, now: Date): boolean {
  return now.getTime() > due.getTime();
}

/** "jawab sebelum 14.05", "jawab sebelum 5 Mei 09.00", "lewat batas 20 mnt" */
export function dueWords(due: Date, now: Date, place: Place, language: Language, say: Say): string {
  if (isLate(due, now)) return say(`due.${place}.late`, { duration: duration(due, now, say) });
  return say(`due.${place}.by`, { time: moment(due, now, language) });
}
