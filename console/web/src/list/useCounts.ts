/** How many tickets are in each view, as the server counts them. */

import { useQuery } from "@tanstack/react-query";
import { countTickets } from "../api/client";
import { keys } from "../api/keys";
import type { Counts } from "../api/types";
import { usePoll } from "../live/LiveProvider";
import { savedOf, teamOf, type View } from "./views";

export function useCounts(): Counts | undefined {
  const { data } = useQuery({
    queryKey: keys.counts,
    queryFn: ({ signal }) => countTickets(signal),
    refetchInterval: usePoll(),
  });
  return data;
}

/** "12"; "999+" where the server stopped counting; null where it does not count. */
export function shown(counts: Counts | undefined, view: View): string | null {
  const team = teamOf(view);
  const saved = savedOf(view);
  const count = team !== null ? counts?.teams[team] : saved !== null ? counts?.filters[saved] : counts?.counts[view];
  if (counts === undefined || count === undefined) return null;
  return count >= counts.bound ? `${String(counts.bound - 1)}+` : String(count);
}
