/** The lists an agent works from, as the server names them, and how they are sorted. */

import type { Filter } from "../api/client";

export const VIEWS = ["mine", "queue", "pending", "open", "mentions", "bot", "snoozed", "done"] as const;
export type DeskView = (typeof VIEWS)[number];
/** One of the desk's own, or what is open of a team. */
export type View = DeskView | `team:${string}`;

export const SORTS = ["waiting", "newest"] as const;
export type Sort = (typeof SORTS)[number];

const TEAM = "team:";

/** Where work begins. */
export const HOME: View = "queue";

export function filterOf(view: View, sort: Sort, search: string): Filter {
  const q = search.trim();
  const team = teamOf(view);
  const which = team === null ? { view } : { view: "open", team };
  return q === "" ? { ...which, sort } : { ...which, sort, q };
}

/** The team whose tickets it shows; null for the desk's own views. */
export function teamOf(view: View): string | null {
  return view.startsWith(TEAM) ? view.slice(TEAM.length) : null;
}

export function isDeskView(view: View): view is DeskView {
  return VIEWS.some((one) => one === view);
}

/** Who waits comes first where people wait; elsewhere what moved last. */
export function usualSort(view: View): Sort {
  return view === "queue" || teamOf(view) !== null ? "waiting" : "newest";
}

export function isView(word: string | undefined): word is View {
  return word !== undefined && (VIEWS.some((view) => view === word) || (word.startsWith(TEAM) && word.length > TEAM.length));
}
