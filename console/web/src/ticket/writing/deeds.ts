/** What a macro does, in words, in the order it does it. Pure. */

import type { MacroWords } from "../../api/writing";
import { labelOf, readValue } from "../../fields/reading";
import type { Field } from "../../fields/types";
import type { Language, Say } from "../../words/Words";

const HOUR = 60;
const DAY = 24 * HOUR;

export function deedsOf(macro: MacroWords, fields: readonly Field[], language: Language, say: Say): readonly string[] {
  const deeds: string[] = [];
  if (macro.take) deeds.push(say("deed.take"));
  if (macro.add.length > 0) deeds.push(say("deed.add", { tags: macro.add.join(", ") }));
  if (macro.remove.length > 0) deeds.push(say("deed.remove", { tags: macro.remove.join(", ") }));
  if (macro.priority !== null) deeds.push(say("deed.priority", { priority: say(`priority.${macro.priority}`) }));
  for (const [key, value] of Object.entries(macro.fields)) {
    const field = fields.find((one) => one.key === key);
    // Fields may still be on the way.
    const named = field === undefined ? { label: key, value: String(value) } : { label: labelOf(field, language), value: readValue(field, value, language, say) };
    deeds.push(say("deed.fill", named));
  }
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
