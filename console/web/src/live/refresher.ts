/** Reads stale things again, one round at a time, so a burst of events is one round of reads. */

import type { Stale } from "./fold";

export type Reread = (stale: Stale) => Promise<unknown>;
export type Later = (run: () => void) => void;

/** `later` decides how long to gather before a round. What grows stale during a round waits for the next. */
export function createRefresher(reread: Reread, later: Later): (stale: readonly Stale[]) => void {
  const waiting = new Map<string, Stale>();
  let busy = false;

  const round = async (): Promise<void> => {
    const all = [...waiting.values()];
    const everything = all.find((stale) => stale.what === "everything");
    waiting.clear();
    await Promise.allSettled((everything === undefined ? all : [everything]).map(reread));
    busy = false;
    begin();
  };
  const begin = (): void => {
    if (busy || waiting.size === 0) return;
    busy = true;
    later(() => void round());
  };
  return (stale) => {
    for (const one of stale) waiting.set(JSON.stringify(one), one);
    begin();
  };
}
