/** The lists an agent works from, each a filter the server understands. */

import type { Filter } from "../api/client";

export const VIEWS = ["queue", "mine", "open", "bot", "done"] as const;
export type View = (typeof VIEWS)[number];

const OPEN = "new,open,pending,snoozed";

const FILTERS: Readonly<Record<View, Filter>> = {
  queue: { handler: "queue", status: OPEN },
  mine: { assignee: "me", status: OPEN },
  open: { status: OPEN },
  bot: { handler: "bot", status: OPEN },
  done: { status: "resolved,closed" },
};

export function filterOf(view: View, search: string): Filter {
  const q = search.trim();
  return q === "" ? FILTERS[view] : { ...FILTERS[view], q };
}

export function isView(word: string | undefined): word is View {
  return VIEWS.some((view) => view === word);
}
