import { describe, expect, it } from "vitest";
import { createRefresher } from "./refresher";
import type { Stale } from "./fold";

function bench(): { rounds: (() => void)[]; read: string[]; finish: (() => void)[]; refresh: (s: readonly Stale[]) => void } {
  const rounds: (() => void)[] = [];
  const read: string[] = [];
  const finish: (() => void)[] = [];
  const reread = (stale: Stale): Promise<void> => {
    read.push(stale.what);
    return new Promise((done) => finish.push(done));
  };
  return { rounds, read, finish, refresh: createRefresher(reread, (run) => rounds.push(run)) };
}
const settle = (): Promise<void> => new Promise((done) => setTimeout(done));

describe("refresher", () => {
  it("makes one round of a burst", () => {
    const { rounds, read, refresh } = bench();
    for (let n = 0; n < 50; n += 1) refresh([{ what: "lists" }, { what: "ticket", number: "T-1" }]);
    expect(rounds).toHaveLength(1);
    rounds[0]?.();
    expect(read).toEqual(["lists", "ticket"]);
  });

  it("everything includes the rest", () => {
    const { rounds, read, refresh } = bench();
    refresh([{ what: "lists" }, { what: "everything" }]);
    rounds[0]?.();
    expect(read).toEqual(["everything"]);
  });

  it("what grows stale during a round is read in the next one", async () => {
    const { rounds, read, finish, refresh } = bench();
    refresh([{ what: "lists" }]);
    rounds[0]?.();
    refresh([{ what: "lists" }]);
    expect(rounds).toHaveLength(1);
    finish[0]?.();
    await settle();
    expect(rounds).toHaveLength(2);
    rounds[1]?.();
    expect(read).toEqual(["lists", "lists"]);
  });

  it("does nothing when nothing is stale", () => {
    const { rounds, refresh } = bench();
    refresh([]);
    expect(rounds).toHaveLength(0);
  });
});
