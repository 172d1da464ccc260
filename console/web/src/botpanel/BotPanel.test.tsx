// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import type { Ticket } from "../api/types";
import { aMessage, aTicket } from "../testTicket";
import { createDrafts, DraftsContext, type Drafts } from "../ticket/useDraft";
import type { BotPart, Heard, Proposal, Reading } from "./api";
import BotPanel from "./BotPanel";

const ME = { id: "a1", email: "s@kantor.id", name: "Siti", role: "agent" } as const;
const HEARD: Heard = {
  guesses: [
    { intent: "tanya_biaya", label: "Biaya izin", confidence: 0.72 },
    { intent: "tanya_syarat", label: "Syarat izin", confidence: 0.18 },
  ],
  entities: [
    { name: "permit", value: "PBG", masked: false },
    { name: "phone", value: "", masked: true },
  ],
  signals: [],
  locale: "id",
  source: "rasa",
  action: "answer",
  answer: "biaya_pbg",
  about: "Biaya izin: PBG",
  facts: [
    { id: "f1", text: "Fakta satu", source: "JDIH", as_of: "2020-06-17", as_of_precision: "day", confidence: "high", status: "current" },
    { id: "f2", text: null, source: null, as_of: null, as_of_precision: null, confidence: null, status: null },
  ],
  why: null,
  why_label: null,
};
const READING: Reading = {
  message: "m1",
  conversation: "k1",
  seq: 1,
  at: "2026-09-03T07:05:00Z",
  text: "Berapa biaya PBG?",
  heard: [HEARD],
  correction: null,
  decided: false,
};
const PROPOSAL: Proposal = {
  id: "p1",
  conversation: "k1",
  seq: 1,
  at: "2026-09-03T07:05:00Z",
  state: "waiting",
  text: "Inilah biayanya.",
  locale: "id",
  label: "Biaya izin: PBG",
  answer: "biaya_pbg",
  facts: [],
  decided_by: null,
  decided_at: null,
};
const MEANINGS = {
  intents: [
    { id: "lokasi_jam", label: "Lokasi dan jam", of_permits: false },
    { id: "tanya_syarat", label: "Syarat izin", of_permits: true },
  ],
  permits: [{ id: "pbg", label: "PBG", of_permits: false }],
};

interface Sent {
  readonly path: string;
  readonly key: string | null;
  readonly body: unknown;
}
let sent: Sent[];
let part: BotPart;
let answer: () => Response;
let drafts: Drafts;

// Mantine's growing textarea listens to the fonts, which happy-dom does not have.
Object.defineProperty(document, "fonts", { value: new EventTarget() });

beforeEach(() => {
  sent = [];
  part = { handed_off_for: null, handed_off_label: null, readings: [READING], proposals: [] };
  answer = () => Response.json(aMessage(), { status: 201 });
  drafts = createDrafts();
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    if (init.method === "GET") {
      if (path.includes("/meanings")) return Promise.resolve(Response.json(MEANINGS));
      return Promise.resolve(Response.json(part));
    }
    sent.push({ path, key: new Headers(init.headers).get("Idempotency-Key"), body: JSON.parse(String(init.body)) });
    return Promise.resolve(answer());
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function show(change: Partial<BotPart> = {}, ticket: Ticket = aTicket()): Promise<void> {
  part = { ...part, ...change };
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={createCache()}>
        <DraftsContext value={drafts}>
          <BotPanel ticket={ticket} me={ME} />
        </DraftsContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  await screen.findByText("Yang dipahami bot");
}
const press = (id: string): boolean => fireEvent.click(screen.getByTestId(id));

describe("what the bot understood", () => {
  it("is shown with confidences, names and facts; what is private is masked", async () => {
    await show();
    expect(screen.getAllByTestId("bot-guess").map((one) => one.textContent)).toEqual(["Biaya izin72%", "Syarat izin18%"]);
    expect(screen.getAllByTestId("bot-entity").map((one) => one.textContent)).toEqual(["izin: PBG", "telepon: disamarkan"]);
    expect(screen.getByTestId("bot-action").textContent).toBe("Menjawab");
    expect(screen.getByText("Dibaca oleh: model Rasa · bahasa Indonesia")).toBeTruthy();
    expect(screen.getAllByTestId("bot-fact").map((one) => one.textContent)).toEqual([
      "Fakta satuJDIH · per 17 Juni 2020",
      "Fakta f2 sudah tidak ada.",
    ]);
  });

  it("says why a person was called", async () => {
    await show({ handed_off_for: "intent:pengaduan_layanan", handed_off_label: "Menyampaikan pengaduan" });
    expect(screen.getByTestId("bot-why").textContent).toBe("Urusan untuk petugas: Menyampaikan pengaduan.");
  });

  it("says so when nothing was read yet", async () => {
    await show({ readings: [] });
    expect(screen.getByText("Bot belum membaca pesan di tiket ini.")).toBeTruthy();
  });
});

describe("the right intent", () => {
  const choose = async (box: string, label: string): Promise<void> => {
    const input = await screen.findByTestId(box);
    fireEvent.focus(input);
    fireEvent.click(input);
    fireEvent.click(await screen.findByRole("option", { name: label, hidden: true }));
  };

  it("is searched, with the permit where one is asked about, and sent to review", async () => {
    await show();
    press("bot-correct");
    await choose("bot-intent", "Syarat izin");
    await choose("bot-permit", "PBG");
    answer = () => new Response(null, { status: 204 });
    press("bot-send-review");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.path).toMatch(/\/messages\/m1\/meaning$/);
    expect(sent[0]?.body).toEqual({ intent: "tanya_syarat", permit: "pbg" });
    await waitFor(() => expect(screen.queryByTestId("bot-intent")).toBeNull());
  });

  it("asks for no permit where the intent has none", async () => {
    await show();
    press("bot-correct");
    await choose("bot-intent", "Lokasi dan jam");
    expect(screen.queryByTestId("bot-permit")).toBeNull();
  });

  it("says that it was refused", async () => {
    await show();
    press("bot-correct");
    await choose("bot-intent", "Lokasi dan jam");
    answer = () => Response.json({ code: "already_decided" }, { status: 409 });
    press("bot-send-review");
    expect((await screen.findByRole("alert")).textContent).toBe("Pesan ini sudah selesai ditinjau.");
  });

  it("shows what was sent, and can be changed until it is decided on", async () => {
    const correction = { intent: "lokasi_jam", permit: null, label: "Lokasi dan jam", by: "Dewi", at: "2026-09-03T07:05:00Z", state: "open" } as const;
    await show({ readings: [{ ...READING, correction }, { ...READING, message: "m0", correction: { ...correction, state: "accepted" }, decided: true }] });
    const told = screen.getAllByTestId("bot-corrected").map((one) => one.textContent);
    expect(told[0]).toBe("Dikirim ke tinjauan: Lokasi dan jamDewi · Kamis, 3 September 2026 14.05 WIB");
    expect(told[1]).toContain("Menjadi contoh latihan: Lokasi dan jam");
    expect(screen.getAllByTestId("bot-correct")).toHaveLength(1);
  });
});

describe("an answer that waits", () => {
  it("is sent as it is", async () => {
    await show({ proposals: [PROPOSAL] });
    expect(screen.getByTestId("proposal-note").textContent).toBe("Warga belum melihat jawaban ini.");
    press("proposal-send");
    await waitFor(() => expect(sent.map((one) => one.body)).toEqual([{ text: null }]));
    expect(sent[0]?.path).toMatch(/\/proposals\/p1\/send$/);
  });

  it("is sent in other words, and again under the same key when that failed", async () => {
    await show({ proposals: [PROPOSAL] });
    press("proposal-change");
    fireEvent.change(screen.getByTestId("proposal-edit"), { target: { value: "Lain" } });
    answer = () => Response.json({ detail: "database busy" }, { status: 503 });
    press("proposal-send");
    expect((await screen.findByRole("alert")).textContent).toContain("Server sedang bermasalah (503)");
    expect((screen.getByTestId("proposal-edit") as HTMLTextAreaElement).value).toBe("Lain");
    press("proposal-send");
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent.map((one) => one.body)).toEqual([{ text: "Lain" }, { text: "Lain" }]);
    expect(sent[1]?.key).toBe(sent[0]?.key);
  });

  it("is thrown away only when asked twice", async () => {
    await show({ proposals: [PROPOSAL] });
    press("proposal-discard");
    expect(sent).toEqual([]);
    answer = () => new Response(null, { status: 204 });
    press("proposal-discard-yes");
    await waitFor(() => expect(sent.map((one) => one.path)).toEqual([expect.stringMatching(/\/proposals\/p1\/discard$/)]));
  });

  it("that was overtaken cannot be sent, and goes to the composer to be read again", async () => {
    await show({ proposals: [{ ...PROPOSAL, state: "stale" }] });
    expect(screen.queryByTestId("proposal-send")).toBeNull();
    expect(screen.queryByTestId("proposal-change")).toBeNull();
    press("proposal-copy");
    expect(drafts.of(aTicket().number).text).toBe("Inilah biayanya.");
    expect(sent).toEqual([]);
  });

  it("is among what was decided on, with who did", async () => {
    await show({ proposals: [{ ...PROPOSAL, state: "sent", decided_by: "Dewi", decided_at: "2026-09-03T07:05:00Z" }] });
    expect(screen.queryByTestId("proposal")).toBeNull();
    expect(screen.getByTestId("proposal-decided").textContent).toContain("dikirim Dewi");
  });

  it("of two, the older one comes first", async () => {
    await show({ proposals: [{ ...PROPOSAL, id: "p2", label: "Dua" }, { ...PROPOSAL, label: "Satu" }] });
    expect(screen.getAllByTestId("proposal").map((one) => within(one).getByText(/Satu|Dua/).textContent)).toEqual(["Satu", "Dua"]);
  });
});

describe("back to the bot", () => {
  it("says what happens next, and does it", async () => {
    await show({}, aTicket({ agent: { id: "a1", name: "Siti" } }));
    expect(screen.getByText(/Jawaban yang menunggu persetujuan tidak terkirim sendiri/)).toBeTruthy();
    answer = () => Response.json(aTicket({ handler: "bot" }));
    press("bot-return");
    await waitFor(() => expect(sent.map((one) => one.path)).toEqual([expect.stringMatching(/\/return-to-bot$/)]));
  });

  it("is not offered to who does not have the ticket", async () => {
    await show({}, aTicket({ agent: { id: "a2", name: "Dewi" } }));
    expect(screen.queryByTestId("bot-return")).toBeNull();
  });
});
