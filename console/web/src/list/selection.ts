/** Which tickets are ticked, and from where a range goes on. Pure. */

export interface Selection {
  readonly numbers: ReadonlySet<string>;
  /** The last one that was ticked by itself. */
  readonly anchor: string | null;
}

export const NOTHING: Selection = { numbers: new Set(), anchor: null };
/** More at once is a mistake more often than a wish. */
export const MOST = 200;

/** Ticks one or takes its tick away; with `range` all between it and the last one are ticked too. */
export function toggle(now: Selection, number: string, list: readonly string[], range = false): Selection {
  const numbers = new Set(now.numbers);
  if (range && now.anchor !== null && list.includes(now.anchor)) {
    const ends = [list.indexOf(now.anchor), list.indexOf(number)].sort((a, b) => a - b);
    for (const one of list.slice(ends[0], (ends[1] ?? 0) + 1)) if (numbers.size < MOST) numbers.add(one);
  } else if (numbers.has(number)) numbers.delete(number);
  else if (numbers.size < MOST) numbers.add(number);
  return { numbers, anchor: number };
}

export function all(list: readonly string[]): Selection {
  return { numbers: new Set(list.slice(0, MOST)), anchor: null };
}

/** Those that went well lose their tick; what failed stays ticked, to be tried again. */
export function without(now: Selection, done: readonly string[]): Selection {
  return { ...now, numbers: new Set([...now.numbers].filter((number) => !done.includes(number))) };
}
