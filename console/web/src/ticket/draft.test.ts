import { describe, expect, it } from "vitest";
import { ApiError } from "../api/http";
import { canSend, change, EMPTY, type Change, type Draft } from "./draft";

const after = (...changes: Change[]): Draft => changes.reduce(change, EMPTY);
const write = (text: string): Change => ({ kind: "write", text });
const send = (key: string): Change => ({ kind: "send", key });
const MB = 1024 * 1024;
const attach = (...sizes: number[]): Change => ({
  kind: "attach",
  files: sizes.map((size, n) => ({ key: `f${String(n)}`, name: `${String(n)}.pdf`, size })),
});
const uploaded = (file: string): Change => ({ kind: "uploaded", file, id: `u-${file}` });
const codes = (draft: Draft): (string | null)[] => draft.files.map((file) => (file.error instanceof ApiError ? file.error.code : null));
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
    expect(after(write("x"), { kind: "note", private: true }, send("k1"), { kind: "sent", message: "m1" })).toEqual({
      ...EMPTY,
      private: true,
    });
  });
});

describe("rich text", () => {
  const rich: Change = { kind: "write", text: "Halo", html: "<p><em>Halo</em></p>" };

  it("goes with its words, and is gone when they are written as plain text", () => {
    expect(after(rich)).toMatchObject({ text: "Halo", html: "<p><em>Halo</em></p>" });
    expect(after(rich, write("Halo!"))).toMatchObject({ text: "Halo!", html: null });
    expect(after(rich, write("Halo")).html).toBeNull();
  });

  it("in other forms is another message", () => {
    const broken = [rich, send("k1"), failed];
    expect(after(...broken, rich, send("k2")).key).toBe("k1");
    expect(after(...broken, { kind: "write", text: "Halo", html: "<p>Halo</p>" }, send("k2")).key).toBe("k2");
  });

  it("stays while it is turned into a note and back", () => {
    expect(after(rich, { kind: "note", private: true }, { kind: "note", private: false }).html).toBe("<p><em>Halo</em></p>");
  });

  it("is as another browser wrote it", () => {
    expect(after(rich, { kind: "adopt", text: "x", private: false })).toMatchObject({ text: "x", html: null });
    expect(after({ kind: "adopt", text: "Halo", html: "<p>Halo</p>", private: false }).html).toBe("<p>Halo</p>");
  });

  it("that was withdrawn comes before plain words, which are made rich too", () => {
    const back: Change = { kind: "restore", message: "m1", text: "Halo", html: "<p><em>Halo</em></p>" };
    expect(after(write("satu\ndua"), back)).toMatchObject({
      text: "Halo\n\nsatu\ndua",
      html: "<p><em>Halo</em></p><p>satu<br>dua</p>",
    });
    expect(after(rich, { kind: "restore", message: "m1", text: "<x>" }).html).toBe("<p>&lt;x&gt;</p><p><em>Halo</em></p>");
  });
});

describe("files", () => {
  it("are waited for, and one that failed must be taken out", () => {
    const going = after(write("Terlampir"), attach(5, 6), { kind: "progress", file: "f0", done: 0.5 });
    expect([canSend(going), going.files[0]?.done]).toEqual([false, 0.5]);
    const half = [uploaded("f0"), { kind: "refused", file: "f1", error: new Error("away") }] as const;
    const broken = half.reduce(change, going);
    expect(canSend(broken)).toBe(false);
    const ready = change(broken, { kind: "detach", file: "f1" });
    expect([canSend(ready), ready.files.map((file) => file.id)]).toEqual([true, ["u-f0"]]);
  });

  it("cannot be sent without words", () => {
    expect(canSend(after(attach(5), uploaded("f0")))).toBe(false);
  });

  it("news of one that was taken out changes nothing", () => {
    expect(after(attach(5), { kind: "detach", file: "f0" }, uploaded("f0")).files).toEqual([]);
  });

  it("that are too large, too many or too much together are refused here", () => {
    expect(codes(after(attach(0, 10 * MB, 10 * MB + 1, 10 * MB, 1)))).toEqual(["empty_file", null, "too_large", null, "too_much"]);
    expect(codes(after(attach(...Array<number>(11).fill(1)))).at(-1)).toBe("too_many_files");
  });

  it("change what is sent: a new key; and stay as they are while it is sent", () => {
    const broken = after(write("x"), send("k1"), failed);
    expect(change(broken, attach(1)).key).toBeNull();
    const going = after(write("x"), attach(1), uploaded("f0"), send("k1"));
    expect([change(going, attach(1)), change(going, { kind: "detach", file: "f0" })]).toEqual([going, going]);
  });
});

describe("a withdrawn reply", () => {
  const sent = after(write("Halo"), attach(1), uploaded("f0"), send("k1"), { kind: "sent", message: "m1" });
  const restore: Change = { kind: "restore", message: "m1", text: "Halo" };

  it("comes back with its files, under a new key", () => {
    expect(sent.files).toEqual([]);
    expect(change(sent, restore)).toMatchObject({ text: "Halo", key: null, private: false, files: [{ id: "u-f0" }] });
    expect(canSend(change(sent, restore))).toBe(true);
  });

  it("comes before what was written since", () => {
    expect([write("Lalu?"), restore].reduce(change, sent).text).toBe("Halo\n\nLalu?");
  });

  it("never makes a note that was begun a reply, and an empty one becomes the reply", () => {
    const note: Change = { kind: "note", private: true };
    expect([note, write("rahasia"), restore].reduce(change, sent).private).toBe(true);
    expect([note, restore].reduce(change, sent).private).toBe(false);
  });
});
