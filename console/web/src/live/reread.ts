/** What is stale is read again: which queries that means, and how soon. */

import type { InfiniteData, QueryClient, QueryKey } from "@tanstack/react-query";
import { keys } from "../api/keys";
import type { Stale } from "./fold";
import { createRefresher } from "./refresher";

type Some = Exclude<Stale, { what: "everything" }>;
type Which = (stale: Some) => readonly QueryKey[];
/** Bursts are read once; what was said comes before all else, and waits for nothing of it. */
const GATHER_MS = 10;
const BESIDE_GATHER_MS = 80;
const COUNTS_GATHER_MS = 1_000;

/** `later` runs something after so many milliseconds. */
export function createRereader(
  cache: QueryClient,
  later: (run: () => void, ms: number) => void,
): (stale: readonly Stale[]) => void {
  const refresher = (which: Which, ms: number): ((stale: readonly Stale[]) => void) =>
    createRefresher(
      (stale) => reread(cache, stale, which),
      (run) => later(run, ms),
    );
  const first = refresher(said, GATHER_MS);
  const then = refresher(besideIt, BESIDE_GATHER_MS);
  // Numbers beside names: once a second is often enough.
  const recount = createRefresher(
    () => cache.invalidateQueries({ queryKey: keys.counts }),
    (run) => later(run, COUNTS_GATHER_MS),
  );
  return (stale) => {
    first(stale.filter((one) => one.what === "everything" || one.what === "messages"));
    then(stale.filter((one) => one.what !== "everything"));
    recount(stale.filter((one) => one.what === "lists" || one.what === "prepared"));
  };
}

async function reread(cache: QueryClient, stale: Stale, which: Which): Promise<unknown> {
  if (stale.what === "everything") {
    forgetTails(cache);
    return cache.invalidateQueries();
  }
  // Each stands for all keys that begin with it.
  return Promise.all(which(stale).map((queryKey) => cache.invalidateQueries({ queryKey })));
}

function said(stale: Some): readonly QueryKey[] {
  return stale.what === "messages" ? [keys.messages(stale.number)] : [];
}

function besideIt(stale: Some): readonly QueryKey[] {
  switch (stale.what) {
    case "messages":
      return [keys.suggestions(stale.number)];
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
