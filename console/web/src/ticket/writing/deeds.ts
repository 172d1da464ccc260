/** What a macro does, in words, in the order it does it. Pure. */

import type { MacroWords } from "../../api/writing";
import type { Say } from "../../words/Words";

const HOUR = 60;
const DAY = 24 * HOUR;

export function deedsOf(macro: MacroWords, say: Say): readonly string[] {
  const deeds: string[] = [];
  if (macro.take) deeds.push(say("deed.take"));
  if (macro.add.length > 0) deeds.push(say("deed.add", { tags: macro.add.join(", ") }));
  if (macro.remove.length > 0) deeds.push(say("deed.remove", { tags: macro.remove.join(", ") }));
  if (macro.priority !== null) deeds.push(say("deed.priority", { priority: say(`priority.${macro.priority}`) }));
  if (macro.note !== "") deeds.push(say("deed.note"));
  if (macro.reply !== null) deeds.push(say("deed.reply"));
  if (macro.resolve) deeds.push(say("deed.resolve"));
  if (macro.snooze_minutes !== null) deeds.push(say("deed.snooze", { duration: span(macro.snooze_minutes, say) }));
  return deeds;
}

/** "2 hari", "3 jam", "45 mnt": the largest unit that fits whole. */
function span(minutes: number, say: Say): string {
  if (minutes % DAY === 0) return say("duration.days", { d: minutes / DAY });
  if (minutes % HOUR === 0) return say("duration.hours", { h: minutes / HOUR });
  return say("duration.minutes", { m: minutes });
}
