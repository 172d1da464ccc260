/** The tickets of a view, page after page, as the server sorts them. */

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { listTickets } from "../api/client";
import { keys } from "../api/keys";
import type { Ticket } from "../api/types";
import { usePoll } from "../live/LiveProvider";
import { filterOf, type View } from "./views";

export interface Tickets {
  readonly tickets: readonly Ticket[] | null;
  readonly error: Error | null;
  readonly retry: () => void;
  /** Asks for the next page, if there is one and it is not on its way. */
  readonly more: () => void;
}

export function useTickets(view: View, search: string): Tickets {
  const filter = filterOf(view, search);
  const query = useInfiniteQuery({
    queryKey: keys.list(filter),
    queryFn: ({ pageParam, signal }) => listTickets(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: usePoll(),
  });
  const { hasNextPage, isFetching } = query; // Read while drawing, so a change of either draws again.
  const tickets = useMemo(() => (query.data === undefined ? null : once(query.data.pages)), [query.data]);
  return {
    tickets,
    error: query.error,
    retry: () => void query.refetch(),
    more: () => {
      if (hasNextPage && !isFetching) void query.fetchNextPage();
    },
  };
}

/** A ticket that moved between two reads may be on two pages: the first one counts. */
export function once(pages: readonly { readonly data: readonly Ticket[] }[]): readonly Ticket[] {
  const byNumber = new Map<string, Ticket>();
  for (const ticket of pages.flatMap((page) => page.data)) {
    if (!byNumber.has(ticket.number)) byNumber.set(ticket.number, ticket);
  }
  return [...byNumber.values()];
}
