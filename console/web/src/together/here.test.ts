import { describe, expect, it } from "vitest";
import type { ColleagueFrame } from "../live/frames";
import { changesAt, heard, NOBODY, present, type Everywhere } from "./here";

const frame = (agent: string, doing: ColleagueFrame["doing"], ticket = "T-1"): ColleagueFrame => ({
  type: "colleague",
  ticket,
  agent,
  doing,
});
const after = (now: number, ...frames: readonly ColleagueFrame[]): Everywhere =>
  frames.reduce<Everywhere>((all, one) => heard(all, one, now), {});
const on = (all: Everywhere, now: number): readonly string[] =>
  present(all["T-1"] ?? NOBODY, now).map((one) => (one.types ? `${one.agent} types` : one.agent));

describe("here", () => {
  it("is who views or types, in an order that stays", () => {
    const all = after(0, frame("b", "viewing"), frame("a", "typing"), frame("c", "viewing", "T-2"));
    expect(on(all, 1)).toEqual(["a types", "b"]);
    expect(on(heard(all, frame("a", "viewing"), 2), 3)).toEqual(["a", "b"]);
  });
  it("who leaves is gone, and who is not heard of", () => {
    const all = after(0, frame("a", "viewing"), frame("b", "viewing"));
    expect(on(heard(all, frame("a", "left"), 1), 2)).toEqual(["b"]);
    expect(on(all, 44_999)).toEqual(["a", "b"]);
    expect(on(all, 45_000)).toEqual([]);
  });
  it("typing is over after six seconds, and is known to be", () => {
    const all = after(0, frame("a", "typing"));
    expect(changesAt(all["T-1"] ?? NOBODY, 0)).toBe(6000);
    expect(on(all, 5999)).toEqual(["a types"]);
    expect(on(all, 6000)).toEqual(["a"]);
    expect(changesAt(all["T-1"] ?? NOBODY, 6000)).toBe(45_000);
    expect(changesAt(all["T-1"] ?? NOBODY, 45_000)).toBeNull();
  });
});
