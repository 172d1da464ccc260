/** Colleagues named in a note: whom an "@" may mean, and whom the words name. Pure. */

import type { Colleague } from "../api/types";

const MOST_SHOWN = 6;

export interface Begun {
  /** Where the "@" stands. */
  readonly at: number;
  readonly word: string;
}

/** The name that is being written before the caret, if one is. */
export function begunAt(text: string, caret: number): Begun | null {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf("@");
  if (at === -1 || (at > 0 && !/\s/.test(before[at - 1] ?? ""))) return null;
  const word = before.slice(at + 1);
  return /^[\p{L}\p{N}.' -]{0,40}$/u.test(word) && !/\s\s|^\s/.test(word) ? { at, word } : null;
}

export function matching(colleagues: readonly Colleague[], word: string): readonly Colleague[] {
  const wanted = word.toLowerCase();
  return colleagues
    .filter((one) => one.name.toLowerCase().startsWith(wanted) || ` ${one.name.toLowerCase()}`.includes(` ${wanted}`))
    .filter((one) => one.name.toLowerCase() !== wanted)
    .slice(0, MOST_SHOWN);
}

export function completed(text: string, caret: number, begun: Begun, name: string): { text: string; caret: number } {
  const head = `${text.slice(0, begun.at)}@${name} `;
  return { text: head + text.slice(caret).replace(/^ /, ""), caret: head.length };
}

/** The ids of all who are named; the longest name that fits counts: "@Budi Santoso" is not "@Budi". */
export function mentionsIn(text: string, colleagues: readonly Colleague[]): readonly string[] {
  const found = new Set<string>();
  const byLength = [...colleagues].sort((a, b) => b.name.length - a.name.length);
  for (const match of text.matchAll(/(?<=^|\s)@/gu)) {
    const rest = text.slice(match.index + 1).toLowerCase();
    const named = byLength.find(
      (one) => rest.startsWith(one.name.toLowerCase()) && !/^[\p{L}\p{N}]/u.test(rest.slice(one.name.length)),
    );
    if (named !== undefined) found.add(named.id);
  }
  return [...found];
}
