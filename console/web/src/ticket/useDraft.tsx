/** Drafts outlive the ticket's pane: go to another ticket, come back, the words are there. */

import { createContext, useContext, useSyncExternalStore } from "react";
import { change, EMPTY, type Change, type Draft } from "./draft";
import { createKeeper, type Keeper } from "./draftKeeper";
import { pocketOf, SERVER, TIMERS } from "./draftPlaces";

export interface Drafts {
  readonly of: (number: string) => Draft;
  readonly change: (number: string, by: Change) => Draft;
  readonly watch: (changed: () => void) => () => void;
  /** Ways to stop the uploads that are on their way, by file. */
  readonly stops: Map<string, AbortController>;
  /** Keeps them on the server. */
  readonly keeper: Keeper;
}

/** The drafts of an agent, named by id. */
export function createDrafts(agent = ""): Drafts {
  const drafts = new Map<string, Draft>();
  const watchers = new Set<() => void>();
  const tell = (): void => watchers.forEach((changed) => changed());
  const keeper = createKeeper(SERVER, pocketOf(agent), TIMERS, tell);
  const of = (number: string): Draft => drafts.get(number) ?? EMPTY;
  return {
    of,
    change: (number, by) => {
      const next = change(of(number), by);
      drafts.set(number, next);
      keep(keeper, number, by, next);
      tell();
      return next;
    },
    watch: (changed) => {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
    stops: new Map(),
    keeper,
  };
}

/** What a change of a draft means for the one on the server. */
function keep(keeper: Keeper, number: string, by: Change, draft: Draft): void {
  switch (by.kind) {
    case "write":
    case "note":
    case "restore":
      if (!draft.sending) keeper.touched(number, draft);
      return;
    case "send":
      if (draft.sending) keeper.sending(number);
      return;
    case "sent":
      keeper.sent(number);
      return;
    case "failed":
      keeper.flush(number, false);
      return;
    default:
  }
}

export const DraftsContext = createContext<Drafts | null>(null);

export function useDraft(number: string): readonly [Draft, Drafts["change"]] {
  const drafts = useContext(DraftsContext);
  if (drafts === null) throw new Error("useDraft needs a DraftsContext around it");
  return [useSyncExternalStore(drafts.watch, () => drafts.of(number)), drafts.change];
}
