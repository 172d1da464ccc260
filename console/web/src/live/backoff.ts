/** How long to wait before the next try to connect. Pure. */

const FIRST_MS = 500;
const LONGEST_MS = 20_000;

/** Doubles with each failed try, half of it chance, so desks do not come back all at once. */
export function waitFor(failures: number, chance: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return Math.round(ceiling / 2 + (ceiling / 2) * chance);
}
