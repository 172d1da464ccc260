/** What an agent chose for this browser: which news are told outside the page, whether aloud, and keys. */

import { useSyncExternalStore } from "react";

export const RULES = ["assigned", "mentioned", "queue", "reply"] as const;
export type Rule = (typeof RULES)[number];

export interface Preferences {
  readonly rules: readonly Rule[];
  readonly sound: boolean;
  /** Whether single letters are shortcuts: who speaks to the computer, or trembles, turns them off. */
  readonly letters: boolean;
}

/** Off at first: nobody is rung at who did not ask for it. */
const QUIET: Preferences = { rules: [], sound: false, letters: true };
const KEPT_AS = "tanya.preferences";
const watchers = new Set<() => void>();
let now: Preferences | null = null;

export function preferences(): Preferences {
  now ??= readPreferences(stored());
  return now;
}

export function prefer(next: Preferences): void {
  now = next;
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(next));
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
  watchers.forEach((changed) => changed());
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(watch, preferences);
}

/** What was kept, read with suspicion. */
export function readPreferences(text: string | null): Preferences {
  try {
    const kept: unknown = JSON.parse(text ?? "null");
    if (typeof kept !== "object" || kept === null) return QUIET;
    const rules: unknown = Reflect.get(kept, "rules");
    return {
      rules: RULES.filter((rule) => Array.isArray(rules) && rules.includes(rule)),
      sound: Reflect.get(kept, "sound") === true,
      letters: Reflect.get(kept, "letters") !== false,
    };
  } catch {
    return QUIET;
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}
