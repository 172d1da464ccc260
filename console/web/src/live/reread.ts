/** What is stale is read again: which queries that means, and how soon. */

import type { InfiniteData, QueryClient, QueryKey } from "@tanstack/react-query";
import { keys } from "../api/keys";
import type { Stale } from "./fold";
import { createRefresher } from "./refresher";

type Some = Exclude<Stale, { what: "everything" }>;
const GATHER_MS = 40;
const COUNTS_GATHER_MS = 1_000;

/** `later` runs something after so many milliseconds. */
export function createRereader(
  cache: QueryClient,
  later: (run: () => void, ms: number) => void,
): (stale: readonly Stale[]) => void {
  const refresh = createRefresher(
    (stale) => reread(cache, stale),
    (run) => later(run, GATHER_MS),
  );
  // Numbers beside names: once a second is often enough.
  const recount = createRefresher(
    () => cache.invalidateQueries({ queryKey: keys.counts }),
    (run) => later(run, COUNTS_GATHER_MS),
  );
  return (stale) => {
    refresh(stale);
    recount(stale.filter((one) => one.what === "lists" || one.what === "prepared"));
  };
}

async function reread(cache: QueryClient, stale: Stale): Promise<unknown> {
  if (stale.what === "everything") {
    forgetTails(cache);
    return cache.invalidateQueries();
  }
  return Promise.all(keysOf(stale).map((queryKey) => cache.invalidateQueries({ queryKey })));
}

/** Each stands for all keys that begin with it. */
function keysOf(stale: Some): readonly QueryKey[] {
  switch (stale.what) {
    case "messages":
      return [keys.messages(stale.number), keys.suggestions(stale.number)];
    case "ticket":
    case "draft":
      return [keys[stale.what](stale.number)];
    default:
      return [keys[stale.what]];
  }
}

/** Nobody knows what happened meanwhile: of long lists only the top is read again. */
function forgetTails(cache: QueryClient): void {
  cache.setQueriesData<InfiniteData<unknown>>({ queryKey: keys.lists }, (old) =>
    old === undefined ? old : { pages: old.pages.slice(0, 1), pageParams: old.pageParams.slice(0, 1) },
  );
}
