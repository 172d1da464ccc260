import { describe, expect, it } from "vitest";
import { START, step, type LiveState, type Stale } from "./fold";
import { readFrame, type Frame } from "./frames";

const event = (id: string, kind: string, ticket: string | null = "T-1"): Frame => ({ type: "event", id, kind, ticket });
const ready = (id: string): Frame => ({ type: "ready", id });

/** All that shows the ticket; what only those have who see it; all that shows colleagues. */
const SHOWN: readonly Stale[] = [{ what: "lists" }, { what: "contacts" }, { what: "ticket", number: "T-1" }];
const SEEN: readonly Stale[] = [{ what: "messages", number: "T-1" }, { what: "draft", number: "T-1" }, { what: "prepared" }];
const PEOPLE: readonly Stale[] = (["colleagues", "teams", "lists", "tickets", "prepared", "session"] as const).map((what) => ({
  what,
}));

function run(frames: readonly Frame[], from: LiveState = START): { state: LiveState; stale: Stale[] } {
  const stale: Stale[] = [];
  let state = from;
  for (const frame of frames) {
    const next = step(state, frame);
    state = next.state;
    stale.push(...next.stale);
  }
  return { state, stale };
}

describe("fold", () => {
  it("reads everything again when following begins without a cursor", () => {
    expect(run([ready("7")])).toEqual({ state: { cursor: "7", seen: [] }, stale: [{ what: "everything" }] });
  });

  it("goes on from its cursor without reading again", () => {
    expect(run([ready("9")], { cursor: "8", seen: ["8"] })).toEqual({ state: { cursor: "9", seen: ["8"] }, stale: [] });
  });

  it("a new message concerns its ticket, its transcript, the lists and its contact's page", () => {
    expect(step({ cursor: "7", seen: [] }, event("8", "message.added"))).toEqual({
      state: { cursor: "8", seen: ["8"] },
      stale: [...SHOWN, { what: "messages", number: "T-1" }],
    });
  });

  it("a delivery concerns the transcript alone", () => {
    expect(run([event("8", "delivery.changed")]).stale).toEqual([{ what: "messages", number: "T-1" }]);
  });

  it.each(["ticket.created", "ticket.changed", "something.newer"])("%s concerns all that shows the ticket", (kind) => {
    expect(run([event("8", kind)]).stale).toEqual(SHOWN);
  });

  it.each(["review.corrected", "review.decided", "proposal.changed"])("%s concerns the ticket alone", (kind) => {
    expect(run([event("8", kind)]).stale).toEqual([{ what: "ticket", number: "T-1" }]);
  });

  it("a withdrawn reply concerns the transcript, and all that shows the ticket", () => {
    const stale: Stale[] = [{ what: "messages", number: "T-1" }, ...SHOWN];
    expect(run([event("8", "delivery.changed"), event("9", "ticket.changed")]).stale).toEqual(stale);
  });

  it.each(["agent_before", "team_before"])("a ticket that is another's now (%s) may be seen for the first time", (fact) => {
    const changed: Frame = { type: "event", id: "8", kind: "ticket.changed", ticket: "T-1", facts: { [fact]: null } };
    expect(run([changed]).stale).toEqual([...SHOWN, ...SEEN]);
  });

  it("what was said moves between two tickets", () => {
    const merged: Frame = { type: "event", id: "8", kind: "ticket.merged", ticket: "T-1", facts: { other: "T-2" } };
    const moved = ["T-1", "T-2"].map((number) => ({ what: "messages", number }));
    expect(run([merged]).stale).toEqual(expect.arrayContaining(moved));
  });

  it("a tag may be a new one", () => expect(run([event("8", "ticket.tagged")]).stale).toContainEqual({ what: "tags" }));

  it("an own draft and what is prepared are no events: the cursor stays", () => {
    const state: LiveState = { cursor: "7", seen: ["7"] };
    expect(step(state, { type: "draft", ticket: "T-1" })).toEqual({ state, stale: [{ what: "draft", number: "T-1" }] });
    expect(step(state, { type: "prepared" })).toEqual({ state, stale: [{ what: "prepared" }] });
  });

  it.each(["ticket.merged", "ticket.unmerged", "ticket.split", "ticket.split_off"])("%s moves messages as well", (kind) => {
    expect(run([event("8", kind)]).stale).toContainEqual({ what: "messages", number: "T-1" });
  });

  it("what the citizen has read concerns the transcript, what the office has read nothing", () => {
    expect(run([event("8", "delivery.read")]).stale).toEqual([{ what: "messages", number: "T-1" }]);
    expect(run([event("8", "conversation.read")]).stale).toEqual([]);
  });

  it.each(["contact.changed", "contact.merged", "contact.unmerged", "contact.reached"])("%s concerns all tickets", (kind) => {
    expect(run([event("8", kind)]).stale).toEqual([
      { what: "lists" },
      { what: "contacts" },
      { what: "tickets" },
      { what: "prepared" },
    ]);
  });

  it("who types moves nothing", () => {
    const state: LiveState = { cursor: "7", seen: [] };
    expect(step(state, { type: "typing", ticket: "T-1" })).toEqual({ state, stale: [] });
  });

  it("an event of no ticket only moves the cursor", () => {
    expect(run([event("8", "agent.present", null)])).toEqual({ state: { cursor: "8", seen: ["8"] }, stale: [] });
  });

  it("an event seen before changes nothing, not even the cursor", () => {
    const { state } = run([ready("7"), event("8", "ticket.changed"), event("9", "ticket.changed")]);
    const again = step(state, event("8", "ticket.changed"));
    expect(again.state).toBe(state);
    expect(again.stale).toEqual([]);
  });

  it("is the same however often a stretch is replayed", () => {
    const stretch = ["8", "9", "10"].map((id) => event(id, "message.added"));
    const once = run([ready("7"), ...stretch]);
    expect(run([ready("7"), ...stretch, ...stretch, ...stretch])).toEqual(once);
  });

  it("resync: forgets its cursor, reads everything, and again when following begins anew", () => {
    const before: LiveState = { cursor: "8", seen: ["8"] };
    const { state, stale } = run([{ type: "resync" }, ready("90")], before);
    expect(state).toEqual({ cursor: "90", seen: [] });
    expect(stale).toEqual([{ what: "everything" }, { what: "everything" }]);
  });

  it("what is no event moves no cursor, and says what to read again", () => {
    const from: LiveState = { cursor: "7", seen: ["7"] };
    const others: readonly Frame[] = [
      { type: "presence" },
      { type: "teams" },
      { type: "gone", ticket: "T-1" },
      { type: "colleague", ticket: "T-1", agent: "a", doing: "typing" },
    ];
    expect(run(others, from)).toEqual({
      state: from,
      stale: [
        { what: "colleagues" },
        ...PEOPLE,
        ...SHOWN,
        ...SEEN,
      ],
    });
  });

  it("remembers a bounded number of ids, the newest", () => {
    const many = Array.from({ length: 1200 }, (_, n) => event(String(n), "ticket.changed"));
    const { state } = run(many);
    expect(state.seen).toHaveLength(500);
    expect(state.seen.at(-1)).toBe("1199");
  });
});

describe("frames", () => {
  it("reads the three kinds, ids as words", () => {
    const text =
      '{"type":"event","id":41,"kind":"ticket.changed","at":"x","actor":"bot","ticket":"T-1","facts":{"status":"open"}}';
    expect(readFrame(text)).toEqual({
      type: "event",
      id: "41",
      kind: "ticket.changed",
      ticket: "T-1",
      actor: "bot",
      facts: { status: "open" },
    });
    expect(readFrame('{"type":"ready","id":"a"}')).toEqual({ type: "ready", id: "a" });
    expect(readFrame('{"type":"resync"}')).toEqual({ type: "resync" });
    expect(readFrame('{"type":"prepared"}')).toEqual({ type: "prepared" });
    expect(readFrame('{"type":"draft","ticket":"T-1"}')).toEqual({ type: "draft", ticket: "T-1" });
    expect(readFrame('{"type":"typing","ticket":"T-1"}')).toEqual({ type: "typing", ticket: "T-1" });
    expect(readFrame('{"type":"typing"}')).toBeNull();
  });

  it.each(["", "nonsense", "null", "[]", "7", '{"type":"event","id":"1"}', '{"type":"ready"}', '{"type":"draft"}', '{"type":"ping"}'])(
    "ignores %s",
    (text) => expect(readFrame(text)).toBeNull(),
  );
  it("reads what colleagues do, and no more of it", () => {
    const seen = { type: "colleague", ticket: "T-1", agent: "a", doing: "viewing" };
    expect(readFrame(JSON.stringify({ ...seen, more: 1 }))).toEqual(seen);
    for (const wrong of [{ doing: "sleeping" }, { ticket: null }, { agent: "" }]) {
      expect(readFrame(JSON.stringify({ ...seen, ...wrong }))).toBeNull();
    }
    expect(readFrame('{"type":"gone","ticket":"T-1"}')).toEqual({ type: "gone", ticket: "T-1" });
    expect(readFrame('{"type":"gone"}')).toBeNull();
  });

  it("ignores what is not text", () => expect(readFrame(new ArrayBuffer(2))).toBeNull());
});
