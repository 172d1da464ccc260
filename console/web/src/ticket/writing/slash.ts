/** A "/" at the start of a word, and what is searched for with it. Pure. */

import type { Filled } from "../../api/writing";

export interface Slash {
  /** Where the "/" stands. */
  readonly start: number;
  readonly query: string;
}

/** The blank that a missing value leaves. */
export const BLANK = "____";
const MOST = 50;
const TYPED = /(?:^|\s)\/([^\s/]{0,40})$/u;

/** What is being typed at the caret; null when it is no search. */
export function slashAt(text: string, caret: number): Slash | null {
  const typed = TYPED.exec(text.slice(0, caret));
  if (typed === null) return null;
  const query = typed[1] ?? "";
  return { start: caret - query.length - 1, query };
}

/** Names that begin so, then names that hold it, then texts that do. */
export function search(all: readonly Filled[], query: string): readonly Filled[] {
  const wanted = query.toLowerCase();
  const rank = (one: Filled): number => {
    const name = one.name.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (name.includes(wanted)) return 1;
    return one.text.toLowerCase().includes(wanted) ? 2 : 3;
  };
  const found = all.map((one) => ({ one, at: rank(one) })).filter(({ at }) => at < 3);
  return found.sort((a, b) => a.at - b.at).map(({ one }) => one).slice(0, MOST);
}

export interface Placed {
  readonly text: string;
  /** What is to be selected: the first blank, else the place after it. */
  readonly from: number;
  readonly to: number;
}

export function place(text: string, start: number, end: number, insert: string): Placed {
  const blank = insert.indexOf(BLANK);
  const from = start + (blank === -1 ? insert.length : blank);
  return {
    text: text.slice(0, start) + insert + text.slice(end),
    from,
    to: blank === -1 ? from : from + BLANK.length,
  };
}

/** A sentence of its own at the caret: apart from the words around it. */
export function placeApart(text: string, caret: number, insert: string): Placed {
  const before = text.slice(0, caret);
  const gap = before.trim() === "" || before.endsWith("\n") ? "" : "\n";
  const after = text.slice(caret);
  const end = after === "" || after.startsWith("\n") ? "" : "\n";
  return place(text, caret, caret, `${gap}${insert}${end}`);
}
