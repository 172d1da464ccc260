/** The saved filters one may use: one's own, and those of the whole desk. */

import { useQuery } from "@tanstack/react-query";
import { keys } from "../api/keys";
import { listSavedFilters, type SavedFilter } from "../api/writing";

const NONE: readonly SavedFilter[] = [];

export function useSavedFilters(): readonly SavedFilter[] {
  return useQuery({ queryKey: keys.filters, queryFn: ({ signal }) => listSavedFilters(signal) }).data ?? NONE;
}
