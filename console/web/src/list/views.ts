/** The lists an agent works from, as the server names them, and how they are sorted. */

import type { Filter } from "../api/client";

export const VIEWS = ["mine", "queue", "pending", "open", "mentions", "bot", "snoozed", "done"] as const;
export type DeskView = (typeof VIEWS)[number];
/** One of the desk's own, what is open of a team, or what a saved filter finds. */
export type View = DeskView | `team:${string}` | `filter:${string}`;

export const SORTS = ["waiting", "due", "newest"] as const;
export type Sort = (typeof SORTS)[number];

const TEAM = "team:";
const SAVED = "filter:";

/** Where work begins. */
export const HOME: View = "queue";

export function filterOf(view: View, sort: Sort, search: string): Filter {
  const q = search.trim();
  const [team, saved] = [teamOf(view), savedOf(view)];
  const which: Filter = team !== null ? { view: "open", team } : saved !== null ? { filter: saved } : { view };
  return q === "" ? { ...which, sort } : { ...which, sort, q };
}

/** The team whose tickets it shows; null for the desk's own views. */
export function teamOf(view: View): string | null {
  return view.startsWith(TEAM) ? view.slice(TEAM.length) : null;
}

/** The saved filter it is; null for others. */
export function savedOf(view: View): string | null {
  return view.startsWith(SAVED) ? view.slice(SAVED.length) : null;
}

export function isDeskView(view: View): view is DeskView {
  return VIEWS.some((one) => one === view);
}

/** Who waits comes first where people wait; elsewhere what moved last. */
export function usualSort(view: View): Sort {
  return view === "queue" || teamOf(view) !== null ? "waiting" : "newest";
}

export function isView(word: string | undefined): word is View {
  if (word === undefined) return false;
  return VIEWS.some((view) => view === word) || [TEAM, SAVED].some((kind) => word.startsWith(kind) && word.length > kind.length);
}
