/** A list page by page, for a filter. */

import { useInfiniteQuery } from "@tanstack/react-query";
import type { Page } from "../api/types";
import type { Query } from "./calls";

export function usePages<T>(name: string, query: Query, read: (query: Query, signal: AbortSignal) => Promise<Page<T>>, enabled = true) {
  const found = useInfiniteQuery({
    queryKey: ["supervise", name, query],
    queryFn: ({ pageParam, signal }) => read({ ...query, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<T>) => last.next,
    enabled,
  });
  const rows = found.data?.pages.flatMap((page) => page.data);
  return { ...found, rows };
}
