// How long to wait before the next attempt to connect: doubling, capped, with jitter so that a restart is not a stampede.

const BASE_MS = 500;
const CAP_MS = 15_000;

/** Milliseconds to wait; `attempt` counts from 0, `random` is in [0, 1). */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
