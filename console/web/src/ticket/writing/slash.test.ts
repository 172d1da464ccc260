import { describe, expect, it } from "vitest";
import type { Filled } from "../../api/writing";
import { place, placeApart, search, slashAt } from "./slash";

const canned = (name: string, text = "…"): Filled => ({ id: name, shared: true, name, language: "id", text, missing: [] });

describe("a slash", () => {
  it.each([
    ["/", 1, { start: 0, query: "" }],
    ["Halo /sal", 9, { start: 5, query: "sal" }],
    ["Halo\n/sal am", 9, { start: 5, query: "sal" }],
  ])("in %j opens the search", (text, caret, found) => expect(slashAt(text, caret)).toEqual(found));

  it.each([
    ["12/5", 4],
    ["a/b", 3],
    ["/sal am", 7],
    ["https://x", 9],
    ["//", 2],
    ["/sal", 0],
    ["", 0],
  ])("in %j at %i does not", (text, caret) => expect(slashAt(text, caret)).toBeNull());
});

describe("the search", () => {
  it("puts names that begin so first, then names, then texts", () => {
    const all = [canned("Alamat", "Salam"), canned("Balas salam"), canned("salam"), canned("tutup")];
    expect(search(all, "SAL").map((one) => one.name)).toEqual(["salam", "Balas salam", "Alamat"]);
    expect(search(all, "")).toHaveLength(4);
  });
});

describe("what is put in", () => {
  it("replaces the search and selects the first blank", () => {
    expect(place("Halo /sal Pak", 5, 9, "Yth. ____, salam")).toEqual({ text: "Halo Yth. ____, salam Pak", from: 10, to: 14 });
    expect(place("/s", 0, 2, "Halo")).toEqual({ text: "Halo", from: 4, to: 4 });
  });

  it("as a sentence of its own stands apart", () => {
    expect(placeApart("", 0, "Fakta.").text).toBe("Fakta.");
    expect(placeApart("Baik.", 5, "Fakta.").text).toBe("Baik.\nFakta.");
    expect(placeApart("Baik.\nSalam", 6, "Fakta.").text).toBe("Baik.\nFakta.\nSalam");
  });
});
