// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import type { Hit, Page } from "../api/types";
import { useHash } from "../shell/route";
import { aTicket } from "../testTicket";
import { hrefOfHit } from "./HitRow";
import { readSearch } from "./place";
import { Search } from "./Search";
import { SearchLink } from "./SearchLink";

const TICKET = aTicket({ number: "T-2026-000001-A", status: "open" });
const SAID: Hit = {
  where: "message",
  ticket: TICKET,
  at: "2026-09-03T07:05:00Z",
  pieces: [
    { text: "soal <b>", hit: false },
    { text: "perizinan", hit: true },
  ],
  message: "m1",
  channel: { name: "surat", kind: "email" },
  author: { kind: "contact", name: "Siti" },
  private: false,
};
const NAMED: Hit = { ...SAID, where: "number", message: null, channel: null, author: null, pieces: [{ text: TICKET.number, hit: true }] };
let asked: URL[];
let answer: (url: URL) => Response;
const page = (data: readonly Hit[], next: string | null = null): Response => Response.json({ data, next } satisfies Page<Hit>);

beforeEach(() => {
  asked = [];
  answer = () => page([NAMED, SAID]);
  vi.stubGlobal("fetch", (path: string) => {
    const url = new URL(path, "http://kantor.test");
    asked.push(url);
    return Promise.resolve(answer(url));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Here(): ReactNode {
  const sought = readSearch(useHash());
  return (
    <>
      <SearchLink here={sought !== null} />
      {sought !== null && <Search sought={sought} />}
    </>
  );
}

function show(hash: string): void {
  window.location.hash = hash;
  render(
    <MantineProvider>
      <QueryClientProvider client={createCache()}>
        <Here />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
const field = (): HTMLElement => screen.getByTestId("search-words");

describe("search", () => {
  it("shows hits with their words marked, as text and never as HTML", async () => {
    show("#/search?q=izin");
    const [named, said] = await screen.findAllByTestId("hit");
    expect(said?.querySelector("mark")?.textContent).toBe("perizinan");
    expect(said?.querySelector("b")).toBeNull();
    expect(said?.textContent).toContain("soal <b>perizinan");
    expect(said?.getAttribute("href")).toBe("#/open/T-2026-000001-A?message=m1");
    expect(named?.getAttribute("href")).toBe("#/open/T-2026-000001-A");
    expect(screen.getByText("2 hasil")).toBeTruthy();
  });

  it("asks nothing before there are words, and says what can be asked", () => {
    show("#/search");
    expect(screen.getByText(/Tulis kata yang dicari/)).toBeTruthy();
    expect(document.activeElement).toBe(field());
    expect(asked).toEqual([]);
  });

  it("keeps words and filters in the address, and asks for them", async () => {
    show("#/search");
    fireEvent.change(field(), { target: { value: "izin" } });
    fireEvent.keyDown(field(), { key: "Enter" });
    await screen.findAllByTestId("hit");
    fireEvent.click(screen.getByTestId("filter-email"));
    await vi.waitFor(() => expect(window.location.hash).toBe("#/search?q=izin&channel=email"));
    await vi.waitFor(() => expect(asked.at(-1)?.searchParams.get("channel")).toBe("email"));
    fireEvent.click(screen.getByTestId("filter-email"));
    await vi.waitFor(() => expect(window.location.hash).toBe("#/search?q=izin"));
  });

  it("asks a moment after the last key", async () => {
    show("#/search");
    fireEvent.change(field(), { target: { value: "iz" } });
    fireEvent.change(field(), { target: { value: "izin" } });
    await screen.findAllByTestId("hit");
    expect(asked.map((url) => url.searchParams.get("q"))).toEqual(["izin"]);
  });

  it("is walked with the arrow keys, and Escape goes back to the field", async () => {
    show("#/search?q=izin");
    const [first, second] = await screen.findAllByTestId("hit");
    const press = (key: string): void => void fireEvent.keyDown(document.activeElement ?? document.body, { key });
    press("ArrowDown");
    expect(document.activeElement).toBe(first);
    press("ArrowDown");
    expect(document.activeElement).toBe(second);
    press("ArrowUp");
    press("ArrowUp");
    expect(document.activeElement).toBe(field());
    press("ArrowDown");
    press("Escape");
    expect(document.activeElement).toBe(field());
  });

  it("goes on where the page ended", async () => {
    answer = (url) => (url.searchParams.get("after") === "c1" ? page([SAID]) : page([NAMED], "c1"));
    show("#/search?q=izin");
    fireEvent.click(await screen.findByTestId("more-hits"));
    await vi.waitFor(() => expect(screen.getAllByTestId("hit")).toHaveLength(2));
    expect(screen.queryByTestId("more-hits")).toBeNull();
  });

  it("says that nothing was found, and offers to look without filters", async () => {
    answer = () => page([]);
    show("#/search?q=izin&agent=me");
    fireEvent.click(await screen.findByTestId("search-everywhere"));
    await vi.waitFor(() => expect(window.location.hash).toBe("#/search?q=izin"));
    expect(screen.getByText("Tidak ada yang cocok dengan “izin”.")).toBeTruthy();
  });

  it.each([
    [422, { code: "too_broad" }, "Terlalu banyak yang harus dicari"],
    [429, { code: "too_often", params: { seconds: 7 } }, "Terlalu sering. Coba lagi dalam 7 detik."],
  ])("says in its own words why it failed (%i), and tries again", async (status, why, words) => {
    answer = () => Response.json({ ...why, detail: "english" }, { status });
    show("#/search?q=izin");
    expect((await screen.findByRole("alert")).textContent).toContain(words);
    answer = () => page([SAID]);
    fireEvent.click(screen.getByRole("button", { name: "Coba lagi" }));
    expect(await screen.findByTestId("hit")).toBeTruthy();
  });

  it("opens a ticket that is settled in its own view", () => {
    expect(hrefOfHit({ ...SAID, ticket: aTicket({ number: "T-1", status: "closed" }) })).toBe("#/done/T-1?message=m1");
  });
});

describe("the way to the search", () => {
  it("is the key /, which keeps the words when the search is open already", async () => {
    show("#/queue");
    act(() => void fireEvent.keyDown(document.documentElement, { key: "/", code: "Slash" }));
    await screen.findByTestId("search-words");
    expect(window.location.hash).toBe("#/search");
    (document.activeElement as HTMLElement).blur();
    act(() => void fireEvent.keyDown(document.documentElement, { key: "/", code: "Slash" }));
    expect(document.activeElement).toBe(field());
  });
});
