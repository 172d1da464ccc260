import { describe, expect, it } from "vitest";
import { filterOf } from "../list/views";
import { hrefOf, messageOf, readRoute } from "./route";

describe("route", () => {
  it.each([
    ["", { view: "queue", number: null }],
    ["#/mine", { view: "mine", number: null }],
    ["#/nowhere", { view: "queue", number: null }],
    ["#/bot/PTSP-2026-000123-K", { view: "bot", number: "PTSP-2026-000123-K" }],
    ["#/open/a%2Fb", { view: "open", number: "a/b" }],
    ["#/open/T-2026-000123-X?message=1", { view: "open", number: "T-2026-000123-X" }],
    ["#/open/%E0%A4", { view: "open", number: "%E0%A4" }],
  ])("%s", (hash, route) => expect(readRoute(hash)).toEqual(route));

  it("may name a message", () => {
    expect(messageOf("#/open/T-2026-000123-X?message=a%2Fb")).toBe("a/b");
    expect(messageOf("#/open/T-2026-000123-X")).toBeNull();
  });

  it("comes back as it went", () => {
    const route = { view: "mine", number: "a/b #1" } as const;
    expect(readRoute(hrefOf(route))).toEqual(route);
  });
});

describe("views", () => {
  it("ask for a search only when there is one", () => {
    expect(filterOf("mine", "newest", "  ")).toEqual({ view: "mine", sort: "newest" });
    expect(filterOf("done", "waiting", " NIB ")).toEqual({ view: "done", sort: "waiting", q: "NIB" });
  });
});
