/** The tickets of a view, page after page, as the server sorts them. */

import { keepPreviousData, useInfiniteQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { listTickets } from "../api/client";
import { keys } from "../api/keys";
import type { Ticket } from "../api/types";
import { usePoll } from "../live/LiveProvider";
import { outdated, readPage, type ReadPage, type Sight } from "./pages";
import { filterOf, type Sort, type View } from "./views";

export interface Tickets {
  readonly tickets: readonly Ticket[] | null;
  /** What is shown is of the search before. */
  readonly old: boolean;
  /** More is on its way. */
  readonly growing: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
  /** Tells which rows are drawn: near the end the next page is asked for, and what is out of date is read again. */
  readonly look: (sight: Sight) => void;
}

const NEAR_END = 25;
type Pages = InfiniteData<ReadPage, string | null>;

export function useTickets(view: View, sort: Sort, search: string): Tickets {
  const cache = useQueryClient();
  const sight = useRef<Sight>({ first: 0, last: 0 });
  const filter = filterOf(view, sort, search);
  const queryKey = keys.list(filter);
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      readPage(
        pageParam,
        cache.getQueryData<Pages>(queryKey),
        sight.current,
        (after) => listTickets(filter, after, signal),
        Date.now,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: usePoll(),
  });
  const { data, error, hasNextPage, isFetching, isFetchingNextPage, isPlaceholderData, refetch, fetchNextPage } = query;
  const tickets = useMemo(() => (data === undefined ? null : once(data.pages)), [data]);
  const count = tickets?.length ?? 0;
  const look = useCallback(
    (now: Sight) => {
      sight.current = now;
      // After an error it is for the agent to say when to try again.
      if (isFetching || data === undefined || isPlaceholderData || error !== null) return;
      if (outdated(data, now)) void refetch();
      else if (hasNextPage && now.last >= count - NEAR_END) void fetchNextPage();
    },
    [count, data, error, fetchNextPage, hasNextPage, isFetching, isPlaceholderData, refetch],
  );
  return {
    tickets,
    old: isPlaceholderData,
    growing: isFetchingNextPage,
    error,
    retry: () => void refetch(),
    look,
  };
}

/** A ticket that moved between two reads may be on two pages: the first one counts. */
export function once(pages: readonly { readonly data: readonly Ticket[] }[]): readonly Ticket[] {
  const byNumber = new Map<string, Ticket>();
  for (const page of pages) {
    for (const ticket of page.data) {
      if (!byNumber.has(ticket.number)) byNumber.set(ticket.number, ticket);
    }
  }
  return [...byNumber.values()];
}
