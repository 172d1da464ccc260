/** Reads a long list again without reading all of it: the top, and what is in sight. */

import type { Page, Ticket } from "../api/types";

export interface ReadPage extends Page<Ticket> {
  /** When it was read, in ms. */
  readonly read: number;
}

export interface Known {
  readonly pages: readonly ReadPage[];
  /** The cursor each page was read from. */
  readonly pageParams: readonly (string | null)[];
}

/** The first and the last row that is drawn. */
export interface Sight {
  readonly first: number;
  readonly last: number;
}

export type FetchPage = (after: string | null) => Promise<Page<Ticket>>;

const MOST_MORE = 4;

/**
 * The page at this cursor. What was read before and is out of sight is kept as it was; what is read again is read
 * until it meets the page that follows, so that whatever came in at the top leaves no gap.
 */
export async function readPage(
  after: string | null,
  known: Known | undefined,
  sight: Sight,
  fetch: FetchPage,
  now: () => number,
): Promise<ReadPage> {
  const at = known?.pageParams.indexOf(after) ?? -1;
  const old = known?.pages[at];
  if (known === undefined || old === undefined) return { ...(await fetch(after)), read: now() };
  if (at > 0 && !inSight(known, at, sight)) return old;
  const begun = now();
  const top = await fetch(after);
  if (at === known.pages.length - 1) return { ...top, read: begun };
  const later = new Set([old.data.at(-1), ...known.pages.slice(at + 1, at + 3).flatMap((one) => one.data)].map((one) => one?.number));
  let page = top;
  for (let more = 0; page.next !== null && !later.has(page.data.at(-1)?.number); more += 1) {
    if (more === MOST_MORE) return { ...top, read: begun }; // Too much is new: what follows is read anew.
    const rest: Page<Ticket> = await fetch(page.next);
    page = { data: [...page.data, ...rest.data], next: rest.next };
  }
  return { data: page.data, next: page.next === null ? null : old.next, read: begun };
}

/** Whether something in sight was read before the top was last: it may be out of date. */
export function outdated(known: Pick<Known, "pages">, sight: Sight): boolean {
  const top = known.pages[0]?.read ?? 0;
  let before = 0;
  for (const page of known.pages) {
    if (before > sight.last) return false;
    before += page.data.length;
    if (page.read < top && sight.first < before) return true;
  }
  return false;
}

function inSight(known: Known, at: number, sight: Sight): boolean {
  const before = known.pages.slice(0, at).reduce((sum, page) => sum + page.data.length, 0);
  const size = known.pages[at]?.data.length ?? 0;
  return before <= sight.last && sight.first < before + size;
}
