/** Drafts outlive the ticket's pane: go to another ticket, come back, the words are there. */

import { createContext, useContext, useSyncExternalStore } from "react";
import { change, EMPTY, type Change, type Draft } from "./draft";

export interface Drafts {
  readonly of: (number: string) => Draft;
  readonly change: (number: string, by: Change) => Draft;
  readonly watch: (changed: () => void) => () => void;
  /** Ways to stop the uploads that are on their way, by file. */
  readonly stops: Map<string, AbortController>;
}

export function createDrafts(): Drafts {
  const drafts = new Map<string, Draft>();
  const watchers = new Set<() => void>();
  const of = (number: string): Draft => drafts.get(number) ?? EMPTY;
  return {
    of,
    change: (number, by) => {
      const next = change(of(number), by);
      drafts.set(number, next);
      watchers.forEach((changed) => changed());
      return next;
    },
    watch: (changed) => {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
    stops: new Map(),
  };
}

export const DraftsContext = createContext<Drafts | null>(null);

export function useDraft(number: string): readonly [Draft, Drafts["change"]] {
  const drafts = useContext(DraftsContext);
  if (drafts === null) throw new Error("useDraft needs a DraftsContext around it");
  return [useSyncExternalStore(drafts.watch, () => drafts.of(number)), drafts.change];
}
