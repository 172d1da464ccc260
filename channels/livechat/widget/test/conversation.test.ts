import { describe, expect, it } from "vitest";

import { begin, caughtUp, discard, quiet, receive, retry, say, type Conversation } from "../src/conversation";
import type { ServerFrame } from "../src/protocol";
import { entry, message, state, welcome } from "./frames";

function after(state: Conversation, ...frames: readonly ServerFrame[]): Conversation {
  return frames.reduce((now, frame) => receive(now, frame).state, state);
}

const seqs = (state: Conversation) => state.messages.map((one) => one.seq);

describe("messages", () => {
  it("come in order and once", () => {
    const state = after(begin(null, []), welcome(2), message(1), message(2), message(2), message(1));
    expect(seqs(state)).toEqual([1, 2]);
    expect(state.last).toBe(2);
  });

  it("ask for a fresh connection when one is missing, and are not taken", () => {
    const state = after(begin(null, []), welcome(1), message(1));
    const { state: next, reconnect } = receive(state, message(3));
    expect(reconnect).toBe(true);
    expect(next).toBe(state);
  });

  it("are caught up once the welcome's seq is reached", () => {
    const state = after(begin("s", []), welcome(2), message(1));
    expect(caughtUp(state)).toBe(false);
    expect(caughtUp(after(state, message(2)))).toBe(true);
  });

  it("end the typing of the office, and only they do", () => {
    const typing = after(begin(null, []), welcome(0), { type: "typing", name: null });
    expect(typing.typing).toBe(true);
    expect(after(typing, message(1, "contact")).typing).toBe(true);
    expect(after(typing, message(1, "bot")).typing).toBe(false);
    expect(quiet(typing).typing).toBe(false);
  });
});

describe("what the citizen says", () => {
  const said = say(after(begin(null, []), welcome(1), message(1)), entry("a", { after: 1, text: "halo" }));

  it("becomes a message with the ack's seq, and the echo changes nothing that shows", () => {
    const acked = after(said, { type: "ack", clientId: "a", seq: 2 });
    expect(acked.outbox).toEqual([]);
    expect(acked.messages[1]).toMatchObject({ seq: 2, text: "halo", clientId: "a", echoed: false });
    const echoed = after(acked, message(2, "contact", { text: "halo" }));
    expect(echoed.messages[1]).toMatchObject({ seq: 2, clientId: "a", echoed: true });
    expect(seqs(echoed)).toEqual([1, 2]);
  });

  it("is known by the echo's client_id when that comes first", () => {
    const echoed = after(said, message(2, "contact", { text: "halo", clientId: "a" }));
    expect(echoed.outbox).toEqual([]);
    expect(after(echoed, { type: "ack", clientId: "a", seq: 2 }).messages.map((one) => one.clientId)).toEqual([null, "a"]);
  });

  it("is recognised by its text when the echo has no client_id, but stays in the outbox until the ack", () => {
    const echoed = after(said, message(2, "contact", { text: "halo" }));
    expect(echoed.messages[1]?.clientId).toBe("a");
    expect(echoed.outbox).toHaveLength(1);
    expect(after(echoed, { type: "ack", clientId: "a", seq: 2 }).outbox).toEqual([]);
  });

  it("is not taken for an older message with the same text", () => {
    const fresh = begin("s", [entry("a", { after: 3, text: "halo" })]);
    const state = after(fresh, welcome(3), message(1, "contact", { text: "halo" }));
    expect(state.messages[0]?.clientId).toBeNull();
  });

  it("lets go of a wrong guess when the ack names another seq", () => {
    const guessed = after(said, message(2, "contact", { text: "halo" }));
    const state = after(guessed, { type: "ack", clientId: "a", seq: 3 });
    expect(state.messages.map((one) => one.clientId)).toEqual([null, null, "a"]);
  });

  it("may be acked before an earlier message arrives, which then is no gap", () => {
    const ahead = after(said, { type: "ack", clientId: "a", seq: 3 });
    expect(ahead.last).toBe(1);
    const { state, reconnect } = receive(ahead, message(2));
    expect(reconnect).toBe(false);
    expect(seqs(state)).toEqual([1, 2, 3]);
    expect(state.last).toBe(3);
  });

  it("is marked when refused, and sent again only when asked", () => {
    const refused = after(said, { type: "error", code: "too_fast", detail: "Tunggu.", clientId: "a", retryMs: null });
    expect(refused.outbox[0]?.failure).toEqual({ code: "too_fast", detail: "Tunggu." });
    expect(retry(refused, "a").outbox[0]?.failure).toBeNull();
    expect(discard(refused, "a").outbox).toEqual([]);
  });

  it("survives an error that names nothing", () => {
    const state = after(said, { type: "error", code: "bad_frame", detail: "?", clientId: null, retryMs: null });
    expect(state.notice?.code).toBe("bad_frame");
    expect(say(state, entry("b")).notice).toBeNull();
    expect(state.outbox).toHaveLength(1);
  });
});

describe("a welcome", () => {
  const known = after(begin("s", []), welcome(2), message(1), message(2));

  it("to our own conversation keeps what we have", () => {
    const { state, reconnect } = receive(known, welcome(5));
    expect(reconnect).toBe(false);
    expect(seqs(state)).toEqual([1, 2]);
  });

  it.each([
    ["another session", welcome(9, "other")],
    ["a conversation shorter than ours", welcome(1)],
  ])("to %s starts over but keeps the outbox", (_, frame) => {
    const { state, reconnect } = receive(say(known, entry("a")), frame);
    expect(reconnect).toBe(true);
    expect(state.last).toBe(0);
    expect(state.messages).toEqual([]);
    expect(state.outbox).toHaveLength(1);
    expect(receive(state, frame).reconnect).toBe(false);
  });
});

it("who handles and who has read follow their frames", () => {
  const now = after(
    begin(null, []),
    state({ handler: "queue", position: 3, ticket: "A-1" }),
    state({ handler: "queue", position: 3, ticket: null }),
    { type: "read", seq: 4 },
    { type: "read", seq: 2 },
  );
  expect(now.handling).toMatchObject({ handler: "queue", position: 3, waitSeconds: null });
  expect(now.ticket).toBe("A-1");
  expect(now.readByOffice).toBe(4);
});
