import { expect, it } from "vitest";

import { parseFrame } from "../src/protocol";
import { state, welcome } from "./frames";

const parse = (value: unknown) => parseFrame(JSON.stringify(value));

it.each([
  [{ type: "welcome", session: "s", ticket: null, seq: 0 }, welcome(0)],
  [{ type: "ack", client_id: "a", seq: 1 }, { type: "ack", clientId: "a", seq: 1 }],
  [{ type: "read", seq: 1 }, { type: "read", seq: 1 }],
  [
    { type: "state", handler: "queue", position: 2, wait_seconds: null },
    state({ handler: "queue", position: 2 }),
  ],
  [{ type: "error", code: "x" }, { type: "error", code: "x", detail: "", clientId: null, retryMs: null }],
])("reads %j", (raw, frame) => {
  expect(parse(raw)).toEqual(frame);
});

it("reads a message with what is missing filled in", () => {
  const frame = parse({ type: "message", seq: 1, author: { kind: "agent", name: "Rina" }, text: "Ya", at: "2020-01-01" });
  expect(frame).toMatchObject({ author: { kind: "agent", name: "Rina" }, choices: [], attachments: [], clientId: null });
});

it("leaves out choices and attachments that make no sense", () => {
  const choices = [{ id: "a", label: "A" }, { id: "b" }, null, 3];
  const frame = parse({ type: "message", seq: 1, author: null, choices, attachments: [{ filename: "a.pdf" }, {}] });
  expect(frame).toMatchObject({
    author: { kind: "system" },
    choices: [{ id: "a", label: "A" }],
    attachments: [{ name: "a.pdf", url: null }],
  });
});

it.each(["", "{", "null", "[]", "3", '{"type":"later"}', '{"type":"ack"}', '{"type":"message","seq":-1}', '{"type":"welcome"}'])(
  "makes nothing of %s",
  (raw) => {
    expect(parseFrame(raw)).toBeNull();
  },
);

it("makes nothing of a binary frame", () => {
  expect(parseFrame(new ArrayBuffer(2))).toBeNull();
});
