/** Hits, page after page, for what is searched for now. */

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { search } from "../api/client";
import { keys } from "../api/keys";
import type { Hit } from "../api/types";
import { askedOf, type Sought } from "./place";

export interface Found {
  readonly hits: readonly Hit[] | null;
  /** They are of earlier words; the new ones are on their way. */
  readonly stale: boolean;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
  /** Null at the end. */
  readonly more: (() => void) | null;
}

export function useSearch(sought: Sought): Found {
  const asked = askedOf(sought).toString();
  const enabled = sought.q.trim() !== "";
  const query = useInfiniteQuery({
    queryKey: keys.search(asked),
    queryFn: ({ pageParam, signal }) => search(asked, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled,
  });
  const hits = useMemo(() => query.data?.pages.flatMap((page) => page.data) ?? null, [query.data]);
  const { hasNextPage, isFetching } = query;
  return {
    hits: enabled ? hits : null,
    stale: query.isPlaceholderData,
    busy: enabled && isFetching,
    error: enabled ? query.error : null,
    retry: () => void query.refetch(),
    more: hasNextPage && !query.isPlaceholderData ? () => void query.fetchNextPage() : null,
  };
}
