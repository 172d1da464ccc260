import { describe, expect, it } from "vitest";
import type { Colleague } from "../api/types";
import { aTicket } from "../testTicket";
import type { LiveEvent } from "./frames";
import { asTold } from "./told";

const BUDI: Colleague = { id: "0199-ab", name: "Budi", role: "agent", limited: false, teams: [], presence: "available", since: null };
const WAITING = aTicket({ status: "open", handler: "queue", agent: null, team: "izin", version: 4 });
const changed = (facts: Readonly<Record<string, unknown>>, kind = "ticket.changed"): LiveEvent => ({ type: "event", id: "e", kind, ticket: WAITING.number, facts });
const TAKEN = { status: "open", handler: "agent", agent: "0199ab", team: "izin", version: 5, agent_before: null };

describe("what an event tells of its ticket", () => {
  it("is shown at once", () => {
    const told = asTold(WAITING, changed(TAKEN), [BUDI]);
    expect(told).toEqual({ ...WAITING, handler: "agent", agent: { id: "0199-ab", name: "Budi" }, version: 5 });
    const settled = { ...TAKEN, status: "resolved", agent: null, team: null, version: 6 };
    expect(asTold(told, changed(settled), [BUDI])).toMatchObject({ status: "resolved", agent: null, team: null, version: 6 });
  });

  it("is nothing when the ticket is as new, when somebody unknown has it, or of another kind", () => {
    expect(asTold({ ...WAITING, version: 5 }, changed(TAKEN), [BUDI]).agent).toBeNull();
    expect(asTold(WAITING, changed(TAKEN), [])).toBe(WAITING);
    expect(asTold(WAITING, changed(TAKEN, "message.added"), [BUDI])).toBe(WAITING);
    expect(asTold(WAITING, changed({ version: 9 }), [BUDI])).toBe(WAITING);
    expect(asTold(WAITING, changed({}), [BUDI])).toBe(WAITING);
  });
});
