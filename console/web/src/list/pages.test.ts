import { describe, expect, it } from "vitest";
import type { Page, Ticket } from "../api/types";
import { aTicket } from "../testTicket";
import { outdated, readPage, type Known, type ReadPage } from "./pages";
import { once } from "./useTickets";

const SIZE = 3;

/** A server with these tickets in this order; a cursor names the ticket a page ends with. */
function server(numbers: readonly string[]): { asked: (string | null)[]; fetch: (after: string | null) => Promise<Page<Ticket>> } {
  const asked: (string | null)[] = [];
  return {
    asked,
    fetch: (after) => {
      asked.push(after);
      const at = after === null ? 0 : position(numbers, after) + 1;
      const data = numbers.slice(at, at + SIZE).map((number) => aTicket({ number }));
      const more = at + SIZE < numbers.length;
      return Promise.resolve({ data, next: more ? (data.at(-1)?.number ?? null) : null });
    },
  };
}

/** Where a cursor leads, though its ticket has moved: names begin with their rank. */
function position(numbers: readonly string[], after: string): number {
  const at = numbers.indexOf(after);
  return at !== -1 ? at : numbers.filter((number) => number < after).length - 1;
}

/** As the library reads a list again: as many pages as there were, each from where the one before ends. */
async function again(known: Known, sight: { first: number; last: number }, from: ReturnType<typeof server>): Promise<Known> {
  const pages: ReadPage[] = [];
  const pageParams: (string | null)[] = [];
  for (let at = 0, after: string | null = null; at < known.pages.length; at += 1) {
    const page: ReadPage = await readPage(after, known, sight, from.fetch, () => 2);
    pages.push(page);
    pageParams.push(after);
    if (page.next === null) break;
    after = page.next;
  }
  return { pages, pageParams };
}

const ranks = (n: number, from = 0): string[] => Array.from({ length: n }, (_, k) => `T${String(from + k).padStart(4, "0")}`);

async function loaded(numbers: readonly string[], count: number): Promise<Known> {
  const { fetch } = server(numbers);
  const pages: ReadPage[] = [];
  const pageParams: (string | null)[] = [];
  let after: string | null = null;
  for (let at = 0; at < count; at += 1) {
    const page: ReadPage = await readPage(after, undefined, { first: 0, last: 0 }, fetch, () => 1);
    pages.push(page);
    pageParams.push(after);
    after = page.next;
  }
  return { pages, pageParams };
}

const listed = (known: Known): readonly string[] => once(known.pages).map((ticket) => ticket.number);

describe("reading a long list again", () => {
  it("asks for the top and for what is in sight, however many pages there are", async () => {
    const numbers = ranks(300);
    const known = await loaded(numbers, 80);
    const now = server(numbers);
    const after = await again(known, { first: 121, last: 123 }, now);
    expect(now.asked).toEqual([null, "T0119", "T0122"]);
    expect(listed(after)).toEqual(numbers.slice(0, 240));
  });

  it("leaves no gap when tickets came in at the top, and none is listed twice", async () => {
    const known = await loaded(ranks(30, 10), 6);
    const now = server([...ranks(4, 1), ...ranks(30, 10)]);
    const after = await again(known, { first: 0, last: 2 }, now);
    expect(listed(after)).toEqual([...ranks(4, 1), ...ranks(18, 10)]);
    expect(now.asked.length).toBeLessThanOrEqual(3);
  });

  it("leaves no gap where tickets have left in sight", async () => {
    const numbers = ranks(30);
    const known = await loaded(numbers, 6);
    const left = numbers.filter((number) => number !== "T0002" && number !== "T0004");
    const after = await again(known, { first: 0, last: 5 }, server(left));
    expect(listed(after)).toEqual(left.slice(0, 16));
  });

  it("reads all anew when too much came in to meet what was known", async () => {
    const known = await loaded(ranks(30, 100), 3);
    const numbers = [...ranks(60), ...ranks(30, 100)];
    const after = await again(known, { first: 0, last: 2 }, server(numbers));
    expect(listed(after)).toEqual(numbers.slice(0, 9));
  });

  it("ends where the list ends now", async () => {
    const known = await loaded(ranks(30), 6);
    const after = await again(known, { first: 0, last: 2 }, server(ranks(2)));
    expect(listed(after)).toEqual(ranks(2));
    expect(after.pages.at(-1)?.next).toBeNull();
  });

  it("knows what in sight is older than the top", async () => {
    const known = await loaded(ranks(30), 6);
    const after = await again(known, { first: 0, last: 2 }, server(ranks(30)));
    expect(outdated(after, { first: 0, last: 2 })).toBe(false);
    expect(outdated(after, { first: 12, last: 14 })).toBe(true);
  });
});
