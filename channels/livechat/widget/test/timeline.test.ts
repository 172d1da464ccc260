import { describe, expect, it } from "vitest";

import { begin, receive, say } from "../src/conversation";
import type { ServerFrame } from "../src/protocol";
import { timeline, type MessageRow } from "../src/timeline";
import { CHOICES, entry, message, welcome } from "./frames";

function rows(frames: readonly ServerFrame[], ...entries: readonly ReturnType<typeof entry>[]): readonly MessageRow[] {
  const heard = frames.reduce((state, frame) => receive(state, frame).state, begin(null, []));
  const state = entries.reduce(say, heard);
  return timeline(state).filter((row): row is MessageRow => row.kind === "message");
}

describe("choices", () => {
  const asked = [welcome(1), message(1, "bot", { choices: CHOICES })];

  it("show until the citizen speaks", () => {
    expect(rows(asked)[0]?.choices).toHaveLength(2);
    expect(rows([...asked, message(2, "contact")])[0]?.choices).toEqual([]);
  });

  it("go while an answer is on its way, and come back when it is refused", () => {
    expect(rows(asked, entry("a", { after: 1 }))[0]?.choices).toEqual([]);
    const failure = { code: "x", detail: "" };
    expect(rows(asked, entry("a", { after: 1, failure }))[0]?.choices).toHaveLength(2);
  });
});

it("own messages say how far they have come", () => {
  const frames = [message(1, "contact"), message(2, "contact"), { type: "read", seq: 1 } as const];
  const all = rows(frames, entry("a"), entry("b", { failure: { code: "x", detail: "" } }));
  expect(all.map((row) => row.status)).toEqual(["read", "stored", "pending", "failed"]);
});

it("an entry whose echo is there is not shown again", () => {
  const state = say(begin(null, []), entry("a", { text: "halo" }));
  const echoed = receive(state, message(1, "contact", { text: "halo" })).state;
  expect(timeline(echoed).filter((row) => row.kind === "message")).toHaveLength(1);
});

it("the key of an own message outlives its ack", () => {
  const state = say(begin(null, []), entry("a"));
  const acked = receive(state, { type: "ack", clientId: "a", seq: 1 }).state;
  expect(timeline(acked).map((row) => row.key)).toEqual(timeline(state).map((row) => row.key));
});

it("a name stands once a run, and a day once a day", () => {
  const at = (day: number) => ({ at: new Date(2020, 5, day, 12).toISOString() });
  const frames = [message(1, "bot", at(17)), message(2, "bot", at(17)), message(3, "agent", at(17)), message(4, "agent", at(18))];
  expect(rows(frames).map((row) => row.first)).toEqual([true, false, true, true]);
  const state = frames.reduce((now, frame) => receive(now, frame).state, begin(null, []));
  expect(timeline(state).map((row) => row.kind)).toEqual(["day", "message", "message", "message", "day", "message"]);
});
