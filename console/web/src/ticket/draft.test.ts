import { describe, expect, it } from "vitest";
import { canSend, change, EMPTY, type Change, type Draft } from "./draft";

const after = (...changes: Change[]): Draft => changes.reduce(change, EMPTY);
const write = (text: string): Change => ({ kind: "write", text });
const send = (key: string): Change => ({ kind: "send", key });
const failed: Change = { kind: "failed", error: new Error("no network") };

describe("draft", () => {
  it("is sent once: not empty, not while on its way", () => {
    expect(canSend(after(write("  \n")))).toBe(false);
    const going = after(write("Halo"), send("k1"));
    expect([going.sending, going.key, canSend(going)]).toEqual([true, "k1", false]);
    expect(change(going, send("k2"))).toBe(going);
    expect(change(going, write("lain"))).toBe(going);
  });

  it("keeps the words and the error when it fails, and the key when tried again", () => {
    const broken = after(write("Halo"), send("k1"), failed);
    expect([broken.text, broken.error?.message]).toEqual(["Halo", "no network"]);
    expect(change(broken, send("k2"))).toMatchObject({ key: "k1", sending: true, error: null });
  });

  it("gets a new key when the words or the audience change", () => {
    const broken = [write("Halo"), send("k1"), failed];
    expect(after(...broken, write("Halo, Pak"), send("k2")).key).toBe("k2");
    expect(after(...broken, { kind: "note", private: true }, send("k2")).key).toBe("k2");
  });

  it("is empty once sent, still a note if it was one", () => {
    expect(after(write("x"), { kind: "note", private: true }, send("k1"), { kind: "sent" })).toEqual({
      ...EMPTY,
      private: true,
    });
  });
});
