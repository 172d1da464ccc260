import { describe, expect, it } from "vitest";

import { begin, receive } from "../src/conversation";
import { standingLine } from "../src/handling";
import { LOST } from "../src/outbox";
import { parseFrame, type ServerFrame } from "../src/protocol";
import { reason } from "../src/reasons";
import { soon } from "../src/times";
import { mayDeny } from "../src/timeline";
import { catalogue } from "../src/words";
import { entry, message, state, welcome } from "./frames";

const words = catalogue.id;
const now = new Date(2020, 5, 17, 20);
const at = (day: number, hour: number) => new Date(2020, 5, day, hour).toISOString();

describe("reading", () => {
  const parse = (value: unknown) => parseFrame(JSON.stringify(value));

  it("takes what an office offers, and leaves out what it does not know", () => {
    const options = { upload: { max_bytes: 9, types: ["image/png", 3] }, continue: ["telegram", "fax"], mail: true };
    expect(parse({ type: "welcome", session: "s", seq: 0, options })).toMatchObject({
      options: { upload: { maxBytes: 9, types: ["image/png"] }, ways: ["telegram"], mail: true },
    });
  });

  it("takes cards with what they need, and is careful with their certainty", () => {
    const cards = [{ text: "A", source: "S", as_of: "2020", certain: false }, { text: "B" }, { source: "S" }, null];
    expect(parse({ type: "message", seq: 1, lead: "L", close: "C", cards })).toMatchObject({
      lead: "L",
      close: "C",
      cards: [
        { text: "A", source: "S", asOf: "2020", certain: false },
        { text: "B", source: "", asOf: "", certain: true },
      ],
    });
  });

  it.each([{ type: "done" }, { type: "link", client_id: "a" }])("makes nothing of %j", (frame) => {
    expect(parse(frame)).toBeNull();
  });

  it("knows who types, when to come back, and how it stands", () => {
    expect(parse({ type: "typing", author: { kind: "agent", name: "Sari" } })).toEqual({ type: "typing", name: "Sari" });
    expect(parse({ type: "bye", retry_ms: 5 })).toEqual({ type: "bye", retryMs: 5 });
    const open = { handler: "queue", status: "open", agent: null, open: false, opens_at: "2020", may_rate: true };
    expect(parse({ type: "state", ...open })).toMatchObject({ status: "open", open: false, opensAt: "2020", mayRate: true });
  });
});

describe("how it stands, in words", () => {
  const line = (more: Parameters<typeof state>[0]) => standingLine(state(more), now, words, "id");

  it("says when officers are back, and nothing while they are there", () => {
    expect(line({ open: false, opensAt: at(18, 8) })).toMatch(/^Petugas kembali bertugas besok 08\.00 \S+\.$/);
    expect(line({ open: false })).toBe("Petugas sedang tidak bertugas.");
    expect([line({ open: true }), line({ open: null }), line({ open: false, handler: "agent" })]).toEqual(["", "", ""]);
  });

  it("says that it is settled", () => {
    expect(line({ status: "resolved", handler: "agent" })).toBe(words.ended);
  });

  it("names a time to come as people do", () => {
    expect(soon(at(17, 21), now, words, "id")).toMatch(/^hari ini 21\.00 /);
    expect(soon(at(22, 8), now, words, "id")).toMatch(/^Senin, 22 Juni, 08\.00 /);
    expect(soon(at(22, 8), now, catalogue.en, "en")).toMatch(/^Monday,? 22 June, 08\.00 /);
    expect(soon("?", now, words, "id")).toBe("");
  });
});

describe("why something was refused", () => {
  it("is told in the server's words where they are for citizens, else in ours", () => {
    expect(reason({ code: "too_fast", detail: "Tunggu 3 detik." }, words)).toBe("Tunggu 3 detik.");
    expect(reason({ code: "bad_frame", detail: "text: String should …" }, words)).toBe(words.unreadable);
    expect(reason({ code: LOST, detail: "" }, catalogue.en)).toBe(catalogue.en.filesLost);
    expect(reason({ code: "never heard of", detail: "" }, words)).toBe(words.trouble);
  });
});

describe("that it was something else", () => {
  const after = (...frames: readonly ServerFrame[]) =>
    frames.reduce((all, frame) => receive(all, frame).state, begin(null, []));
  const answered = [welcome(2), message(1, "contact"), message(2, "bot")] as const;

  it("can be said to the bot's last word only", () => {
    expect(mayDeny(after(...answered))).toBe(true);
    expect(mayDeny(after(...answered, message(3, "contact")))).toBe(false);
    expect(mayDeny(after(...answered, state({ handler: "queue" })))).toBe(false);
    expect(mayDeny({ ...after(...answered), outbox: [entry("a")] })).toBe(false);
  });
});
