// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { lastSeen, see } from "./seen";

beforeEach(() => localStorage.clear());

describe("what was seen", () => {
  it("is kept for each agent and ticket, and only goes on", () => {
    see("siti", "T-1", "m2");
    see("siti", "T-1", "m1");
    expect([lastSeen("siti", "T-1"), lastSeen("siti", "T-2"), lastSeen("joko", "T-1")]).toEqual(["m2", null, null]);
  });
  it("is kept of so many tickets, the latest", () => {
    for (let n = 0; n < 510; n += 1) see("siti", `T-${String(n)}`, "m");
    expect([lastSeen("siti", "T-9"), lastSeen("siti", "T-10"), lastSeen("siti", "T-509")]).toEqual([null, "m", "m"]);
  });
  it.each(["{", "7", '[["a"],null,[1,2]]'])("survives nonsense: %s", (kept) => {
    localStorage.setItem("tanya.seen.siti", kept);
    expect(lastSeen("siti", "T-1")).toBeNull();
  });
});
