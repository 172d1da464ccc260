import { describe, expect, it } from "vitest";
import type { Message } from "../api/types";
import { aMessage } from "../testTicket";
import { lastSaid, repliedSince } from "./askFirst";

const said = (id: string, name = "Budi", change: Partial<Message> = {}): Message =>
  aMessage({ id, author: { kind: "agent", name }, ...change });
const OLD = [aMessage({ id: "c1" }), said("a1")];

describe("a reply while one was writing", () => {
  it("is a colleague's to the citizen, and nothing else", () => {
    expect(lastSaid(OLD)).toBe("a1");
    expect(repliedSince(OLD, "a1")).toBeNull();
    expect(repliedSince([...OLD, aMessage({ id: "c2" }), said("n", "Budi", { private: true })], "a1")).toBeNull();
    expect(repliedSince([...OLD, said("a2", "Dewi")], "a1")).toBe("Dewi");
  });
  it("counts when there was none before", () => {
    expect(lastSaid(undefined)).toBe("");
    expect(repliedSince([said("a1")], "")).toBe("Budi");
  });
  it("does not count when it was withdrawn, and a withdrawn one before asks nothing", () => {
    const withdrawn = { state: "withdrawn", reason: null, next_try: null, undo_until: null } as const;
    expect(repliedSince([...OLD, said("a2", "Dewi", { delivery: withdrawn })], "a1")).toBeNull();
    expect(repliedSince([said("a2")], "a1")).toBeNull();
  });
});
