import { describe, expect, it } from "vitest";
import { ApiError } from "../api/http";
import { moveAll, type Outcome } from "./bulk";
import { all, MOST, NOTHING, toggle, without } from "./selection";
import { shown } from "./useCounts";

const LIST = ["A", "B", "C", "D", "E"];

describe("selection", () => {
  it("ticks, and takes the tick away", () => {
    const one = toggle(NOTHING, "B", LIST);
    expect([...one.numbers]).toEqual(["B"]);
    expect([...toggle(one, "B", LIST).numbers]).toEqual([]);
  });

  it("ticks a range in either direction", () => {
    expect([...toggle(toggle(NOTHING, "B", LIST), "D", LIST, true).numbers]).toEqual(["B", "C", "D"]);
    expect([...toggle(toggle(NOTHING, "D", LIST), "B", LIST, true).numbers].sort()).toEqual(["B", "C", "D"]);
  });

  it("a range from a row that left the list is one row", () => {
    expect([...toggle({ numbers: new Set(), anchor: "Z" }, "B", LIST, true).numbers]).toEqual(["B"]);
  });

  it("has a bound", () => {
    const many = Array.from({ length: MOST + 50 }, (_, n) => String(n));
    const full = all(many);
    expect(full.numbers.size).toBe(MOST);
    expect(toggle(full, "another", many).numbers.size).toBe(MOST);
  });

  it("keeps what failed", () => {
    expect([...without(all(LIST), ["A", "C"]).numbers]).toEqual(["B", "D", "E"]);
  });
});

describe("bulk", () => {
  it("moves every ticket, few at a time, and one refusal does not hold up the others", async () => {
    let busy = 0;
    let most = 0;
    const outcomes: Outcome[] = [];
    const move = async (number: string): Promise<void> => {
      most = Math.max(most, (busy += 1));
      await new Promise((done) => setTimeout(done));
      busy -= 1;
      if (number === "7") throw new ApiError(409, "not_allowed", "closed");
    };
    await moveAll(Array.from({ length: 20 }, (_, n) => String(n)), move, (one) => outcomes.push(one));
    expect(outcomes).toHaveLength(20);
    expect(outcomes.filter((one) => one.error !== null).map((one) => one.number)).toEqual(["7"]);
    expect(most).toBe(4);
  });

  it("begins nothing more once it is stopped", async () => {
    const moved: string[] = [];
    const move = (number: string): Promise<void> => {
      moved.push(number);
      return Promise.resolve();
    };
    await moveAll(LIST, move, () => undefined, () => moved.length >= 2);
    expect(moved.length).toBeLessThan(LIST.length);
  });
});

describe("counts", () => {
  const counts = { counts: { mine: 0, queue: 999, open: 1000 }, teams: { usaha: 7 }, filters: { f1: 3 }, bound: 1000 };
  it.each([
    ["mine", "0"],
    ["queue", "999"],
    ["open", "999+"],
    ["done", null],
    ["team:usaha", "7"],
    ["team:lain", null],
    ["filter:f1", "3"],
  ] as const)("%s is shown as %s", (view, words) => expect(shown(counts, view)).toBe(words));
  it("nothing is shown before they are known", () => expect(shown(undefined, "mine")).toBeNull());
});
