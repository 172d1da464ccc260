import { describe, expect, it } from "vitest";
import type { Agent } from "../api/types";
import { aTicket } from "../testTicket";
import { VIEWS } from "../list/views";
import { ADMIN_PAGES } from "../shell/route";
import { sayIn } from "../words/Words";
import { fitting, itemOf, itemsFor } from "./items";

const say = sayIn("id");
const ME: Agent = { id: "a1", email: "siti@kantor.id", name: "Siti", role: "agent" };
const NAMED = [...VIEWS.map((view) => ({ view, name: say(`view.${view}`) })), { view: "team:izin", name: "Perizinan" } as const];
const ids = (typed: string, more: Partial<Parameters<typeof itemsFor>[0]> = {}): readonly string[] =>
  fitting(itemsFor({ me: ME, view: "queue", views: NAMED, ticket: undefined, say, ...more }), typed).map((item) => item.id);

describe("palette", () => {
  it("offers every view with its keys", () => {
    const mine = itemsFor({ me: ME, view: "queue", views: NAMED, ticket: undefined, say }).find((item) => item.id === "view-mine");
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

  it("leads to a team's tickets by the team's name", () => {
    const found = fitting(itemsFor({ me: ME, view: "queue", views: NAMED, ticket: undefined, say }), "perizin");
    expect(found).toMatchObject([{ id: "view-team:izin", doing: { kind: "go", href: "#/team%3Aizin" } }]);
  });

  it("leads to every page there is for one's role, and to no other", () => {
    const hrefs = (role: Agent["role"]): readonly string[] =>
      itemsFor({ me: { ...ME, role }, view: "queue", views: [], ticket: undefined, say }).flatMap(({ doing }) => (doing.kind === "go" ? [doing.href] : []));
    const everyone = ["#/search", "#/canned", "#/account"];
    const supervisors = [...["wall", "transcripts", "reports", "audit"].map((page) => `#/supervise/${page}`), "#/ledger"];
    expect(hrefs("agent")).toEqual(everyone);
    expect(hrefs("supervisor")).toEqual([...everyone, ...supervisors, ...["teams", "jobs", "health", "hours"].map((page) => `#/admin/${page}`)]);
    expect(hrefs("admin")).toEqual([...everyone, ...supervisors, ...ADMIN_PAGES.map((page) => `#/admin/${page}`)]);
  });

  it("leads to a ticket that was found", () => {
    expect(itemOf(aTicket({ number: "PTSP-2026-000007-K" }), "mine", say)).toMatchObject({
      words: "PTSP-2026-000007-K",
      beside: "Budi · Syarat NIB",
      doing: { kind: "go", href: "#/mine/PTSP-2026-000007-K" },
    });
  });
});
