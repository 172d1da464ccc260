import { describe, expect, it } from "vitest";
import type { Agent } from "../api/types";
import { aTicket } from "../testTicket";
import { sayIn } from "../words/Words";
import { fitting, itemOf, itemsFor } from "./items";

const say = sayIn("id");
const ME: Agent = { id: "a1", email: "siti@kantor.id", name: "Siti", role: "agent" };
const ids = (typed: string, more: Partial<Parameters<typeof itemsFor>[0]> = {}): readonly string[] =>
  fitting(itemsFor({ me: ME, view: "queue", ticket: undefined, say, ...more }), typed).map((item) => item.id);

describe("palette", () => {
  it("offers every view with its keys", () => {
    const mine = itemsFor({ me: ME, view: "queue", ticket: undefined, say }).find((item) => item.id === "view-mine");
    expect(mine).toMatchObject({ beside: "g m", doing: { kind: "go", href: "#/mine" } });
  });

  it("finds by the beginnings of words, in any order", () => {
    expect(ids("tik say")).toEqual(["view-mine"]);
    expect(ids("saya TIKET")).toEqual(["view-mine"]);
    expect(ids("iket")).toEqual([]);
  });

  it("offers what can be done with the ticket on the screen, and nothing else", () => {
    const mine = aTicket({ handler: "agent", agent: { id: "a1", name: "Siti" } });
    expect(ids("", { ticket: mine })).toEqual(expect.arrayContaining(["reply", "note", "move-resolve", "move-release"]));
    expect(ids("", { ticket: mine })).not.toContain("move-take");
    expect(ids("").some((id) => id.startsWith("move-"))).toBe(false);
  });

  it("shows the ledger to those who may read it", () => {
    expect(ids("", { me: { ...ME, role: "supervisor" } })).toContain("ledger");
    expect(ids("")).not.toContain("ledger");
  });

  it("shows the page of fields to who defines them", () => {
    expect(ids("isian", { me: { ...ME, role: "admin" } })).toEqual(["admin-fields"]);
    expect(ids("isian", { me: { ...ME, role: "supervisor" } })).toEqual([]);
  });

  it("leads to a ticket that was found", () => {
    expect(itemOf(aTicket({ number: "PTSP-2026-000007-K" }), "mine", say)).toMatchObject({
      words: "PTSP-2026-000007-K",
      beside: "Budi · Syarat NIB",
      doing: { kind: "go", href: "#/mine/PTSP-2026-000007-K" },
    });
  });
});
