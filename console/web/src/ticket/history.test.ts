import { describe, expect, it } from "vitest";
import { aMessage } from "../testTicket";
import { arrange, holds } from "./history";

const TELEGRAM = { name: "telegram", kind: "telegram" } as const;
const said = (id: string, seq: number, text: string) => aMessage({ id, seq, text, channel: TELEGRAM });
const edit = (id: string, seq: number, text: string, edits: number | null) => ({ ...said(id, seq, text), edited: true, edits });
const system = (id: string, at = "2026-09-03T07:05:00Z") =>
  aMessage({ id, at, author: { kind: "system", name: null }, text: id });

describe("edits", () => {
  it("show the newest words where the message was said, and what it said before", () => {
    const entries = arrange([said("a", 1, "besok"), said("b", 2, "ya"), edit("c", 3, "lusa", 1), edit("d", 4, "Senin", 1)]);
    expect(entries.map((entry) => [entry.kind, entry.id])).toEqual([
      ["message", "a"],
      ["message", "b"],
      ["edit", "c"],
      ["edit", "d"],
    ]);
    const [first] = entries;
    expect(first).toMatchObject({ message: { text: "Senin" }, wordings: [{ text: "besok" }, { text: "lusa" }] });
    expect(entries[2]).toMatchObject({ of: { id: "a" } });
  });
  it("of what is not here stand for themselves", () => {
    const [alone] = arrange([edit("c", 3, "lusa", 1)]);
    expect(alone).toMatchObject({ kind: "message", message: { text: "lusa", edited: true } });
  });
  it("are found though a split put the chat on two conversations", () => {
    const moved = { ...edit("c", 3, "lusa", 1), conversation: "k2" };
    expect(arrange([said("a", 1, "besok"), moved])[0]).toMatchObject({ message: { text: "lusa" } });
  });
  it("do not reach into another channel", () => {
    const chat = aMessage({ id: "x", seq: 1 });
    expect(arrange([chat, edit("c", 3, "lusa", 1)])[1]).toMatchObject({ kind: "message" });
  });
});

describe("what the system says", () => {
  it("is folded where it stands together", () => {
    const entries = arrange([system("a"), system("b"), said("c", 1, "halo"), system("d")]);
    expect(entries.map((entry) => [entry.kind, entry.id])).toEqual([
      ["changes", "a"],
      ["message", "c"],
      ["message", "d"],
    ]);
    expect(entries[0] !== undefined && holds(entries[0], "b")).toBe(true);
  });
  it("is not folded over midnight of the office", () => {
    const entries = arrange([system("a", "2026-09-03T16:59:00Z"), system("b", "2026-09-03T17:01:00Z")]);
    expect(entries.map((entry) => entry.kind)).toEqual(["message", "message"]);
  });
});
