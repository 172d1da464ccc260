/** Who views or types on which ticket, as colleagues' consoles tell it; what is not renewed is over. Pure. */

import type { ColleagueFrame } from "../live/frames";

const VIEWING_MS = 45_000;
const TYPING_MS = 6_000;

export interface Here {
  readonly agent: string;
  /** Until then they are taken to be there, in milliseconds. */
  readonly viewing: number;
  readonly typing: number;
}

/** By ticket. */
export type Everywhere = Readonly<Record<string, readonly Here[]>>;

export const NOBODY: readonly Here[] = [];

export function heard(all: Everywhere, frame: ColleagueFrame, now: number): Everywhere {
  const there = all[frame.ticket] ?? NOBODY;
  const others = there.filter((one) => one.agent !== frame.agent && one.viewing > now);
  if (frame.doing === "left") return { ...all, [frame.ticket]: others };
  const typing = frame.doing === "typing" ? now + TYPING_MS : 0;
  return { ...all, [frame.ticket]: [...others, { agent: frame.agent, viewing: now + VIEWING_MS, typing }] };
}

/** Those who are there now, by agent, so that nobody jumps. */
export function present(there: readonly Here[], now: number): readonly { agent: string; types: boolean }[] {
  return there
    .filter((one) => one.viewing > now)
    .map((one) => ({ agent: one.agent, types: one.typing > now }))
    .sort((a, b) => a.agent.localeCompare(b.agent));
}

/** When something of it will be over next; null: nothing is there. */
export function changesAt(there: readonly Here[], now: number): number | null {
  const moments = there.flatMap((one) => [one.viewing, one.typing]).filter((moment) => moment > now);
  return moments.length === 0 ? null : Math.min(...moments);
}
