import { describe, expect, it } from "vitest";
import { aMessage } from "../testTicket";
import { heard } from "./useOfficeRead";
import { unreadAfter } from "./useUnread";

describe("what the office has read", () => {
  it("is the citizen's last message of each live chat", () => {
    const mail = aMessage({ id: "d", conversation: "k3", seq: 9, channel: { name: "surat", kind: "email" } });
    const answer = aMessage({ id: "c", seq: 3, author: { kind: "agent", name: "Siti" } });
    const messages = [aMessage({ id: "a", seq: 1 }), aMessage({ id: "b", seq: 2 }), answer, mail];
    expect([...heard(messages)]).toEqual([["k1", 2]]);
  });
});

describe("what is unread", () => {
  const me = { name: "Siti" };
  const mine = aMessage({ id: "b", author: { kind: "agent", name: "Siti" } });
  const messages = [aMessage({ id: "a" }), mine, aMessage({ id: "c" }), aMessage({ id: "d" })];
  it("came after the mark, and is not mine", () => {
    expect(unreadAfter("a", me, messages)).toEqual({ first: "c", count: 2 });
    expect(unreadAfter("d", me, messages)).toEqual({ first: null, count: 0 });
  });
  it("is nothing on a ticket that was never open here", () => {
    expect(unreadAfter(null, me, messages)).toEqual({ first: null, count: 0 });
  });
});
