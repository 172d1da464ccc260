/** The lists an agent works from, as the server names them, and how they are sorted. */

import type { Filter } from "../api/client";

export const VIEWS = ["mine", "queue", "pending", "open", "bot", "snoozed", "done"] as const;
export type View = (typeof VIEWS)[number];

export const SORTS = ["waiting", "newest"] as const;
export type Sort = (typeof SORTS)[number];

/** Where work begins. */
export const HOME: View = "queue";

export function filterOf(view: View, sort: Sort, search: string): Filter {
  const q = search.trim();
  return q === "" ? { view, sort } : { view, sort, q };
}

/** Who waits comes first where people wait; elsewhere what moved last. */
export function usualSort(view: View): Sort {
  return view === "queue" ? "waiting" : "newest";
}

export function isView(word: string | undefined): word is View {
  return VIEWS.some((view) => view === word);
}
