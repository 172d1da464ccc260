import { describe, expect, it } from "vitest";
import type { Colleague } from "../api/types";
import { initials } from "./initials";
import { begunAt, completed, matching, mentionsIn } from "./mentions";

const colleague = (id: string, name: string): Colleague => ({
  id,
  name,
  role: "agent",
  limited: false,
  teams: [],
  presence: "available",
  since: null,
});
const ALL = [colleague("1", "Budi"), colleague("2", "Budi Santoso"), colleague("3", "Sari")];

describe("mentions", () => {
  it.each([
    ["Tolong @bu", 10, { at: 7, word: "bu" }],
    ["@", 1, { at: 0, word: "" }],
    ["@Budi San", 9, { at: 0, word: "Budi San" }],
    ["surat@kantor.id", 15, null],
    ["@Budi\nhalo", 10, null],
    ["@Budi  ", 7, null],
    ["tanpa", 5, null],
    ["@Budi dan", 3, { at: 0, word: "Bu" }],
  ])("%j at %i", (text, caret, expected) => expect(begunAt(text, caret)).toEqual(expected));

  it("finds by the beginning of any part of a name", () => {
    expect(matching(ALL, "san").map((one) => one.id)).toEqual(["2"]);
    expect(matching(ALL, "b").map((one) => one.id)).toEqual(["1", "2"]);
    expect(matching(ALL, "udi")).toEqual([]);
  });
  it("completes, and puts the caret behind", () => {
    expect(completed("Tolong @bu lihat", 10, { at: 7, word: "bu" }, "Budi")).toEqual({ text: "Tolong @Budi lihat", caret: 13 });
  });
  it("takes the longest name that fits, whole, each once", () => {
    expect(mentionsIn("@Budi Santoso dan @sari, @Sari", ALL)).toEqual(["2", "3"]);
    expect(mentionsIn("@Budi, tolong", ALL)).toEqual(["1"]);
    expect(mentionsIn("@Budiman a@Sari", ALL)).toEqual([]);
  });
});

describe("initials", () => {
  it.each([["Budi Santoso", "BS"], ["sari", "S"], ["", ""], ["Ni Luh Putu", "NP"]])("%s", (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});
