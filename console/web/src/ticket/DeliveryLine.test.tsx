// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import { keys } from "../api/keys";
import type { Delivery, Message } from "../api/types";
import { aMessage } from "../testTicket";
import { MessageItem } from "./MessageItem";
import { holdLeft } from "./useCountdown";
import { createDrafts, DraftsContext, type Drafts } from "./useDraft";

const T = "PTSP-2026-000001-K";
const AT = "2026-09-03T07:05:00Z";
const QUEUED: Delivery = { state: "queued", reason: "", next_try: null, undo_until: null };
const HELD: Delivery = { ...QUEUED, undo_until: "2026-09-03T07:05:08Z" };

let asked: string[] = [];
let answer: () => Response;
let cache: QueryClient;
let drafts: Drafts;

const mine = (delivery: Delivery): Message =>
  aMessage({ id: "m9", author: { kind: "agent", name: "Siti" }, text: "Salah kirim", at: AT, delivery });

function show(delivery: Delivery): void {
  cache.setQueryData(keys.messages(T), [mine(delivery)]);
  render(
    <MantineProvider>
      <QueryClientProvider client={cache}>
        <DraftsContext value={drafts}>
          <MessageItem number={T} message={mine(delivery)} showChannel={false} />
        </DraftsContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

beforeEach(() => {
  asked = [];
  answer = () => new Response(null, { status: 204 });
  cache = createCache();
  drafts = createDrafts();
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    asked.push(`${init.method ?? "GET"} ${path}`);
    return Promise.resolve(answer());
  });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a held reply", () => {
  it("counts down, and is then in the queue without a word of another try", () => {
    vi.useFakeTimers({ now: new Date(AT) });
    show(HELD);
    expect(screen.getByTestId("held").textContent).toBe("Terkirim dalam 8 d · Urungkan");
    act(() => void vi.advanceTimersByTime(7000));
    expect(screen.getByTestId("held").textContent).toContain("1 d");
    act(() => void vi.advanceTimersByTime(1000));
    expect(screen.getByTestId("delivery").textContent).toBe("Dalam antrean kirim");
  });

  it("is taken back: its words are in the composer, and it says so", async () => {
    show(HELD);
    fireEvent.click(screen.getByRole("button", { name: "Urungkan" }));
    await waitFor(() => expect(drafts.of(T).text).toBe("Salah kirim"));
    expect(asked).toEqual([`POST /api/v1/tickets/${T}/messages/m9/undo`]);
    expect(cache.getQueryData<Message[]>(keys.messages(T))?.[0]?.delivery?.state).toBe("withdrawn");
  });

  it("that is on its way stays, and the agent is told", async () => {
    answer = () => Response.json({ code: "too_late", detail: "it is too late" }, { status: 409 });
    show(HELD);
    fireEvent.click(screen.getByTestId("undo"));
    expect((await screen.findByRole("alert")).textContent).toBe("Sudah terlambat: pesan sedang dikirim.");
    expect(drafts.of(T).text).toBe("");
  });
});

describe("delivery", () => {
  it("tells that a reply left unread in a chat went on by e-mail", () => {
    show({ state: "sent", reason: "", next_try: null, undo_until: null, mailed: "queued" });
    expect(screen.getByTestId("delivery").textContent).toBe("Terkirim · juga lewat surel: Dalam antrean kirim");
    expect(screen.getByTestId("delivery").dataset["bad"]).toBe("false");
  });

  it("says why in the reader's language, and in the provider's words what somebody can act on", () => {
    show({ ...QUEUED, reason: "smtp:25 cannot be reached", cause: "unreachable" });
    expect(screen.getByTestId("delivery").textContent).toBe("Dalam antrean kirim · penyedia tidak dapat dihubungi");
    expect(screen.getByTestId("delivery").title).toBe("smtp:25 cannot be reached");
    cleanup();
    show({ ...QUEUED, state: "failed", reason: "550 no such person", cause: "refused" });
    expect(screen.getByTestId("delivery").textContent).toBe("Gagal terkirim · ditolak penyedia: 550 no such person");
    cleanup();
    show({ ...QUEUED, state: "bounced", reason: "5.1.1 unknown", cause: null });
    expect(screen.getByTestId("delivery").textContent).toBe("Ditolak server penerima · 5.1.1 unknown");
  });

  it("warns when the e-mail it went on in came back", () => {
    show({ state: "sent", reason: "", next_try: null, undo_until: null, mailed: "bounced" });
    expect(screen.getByTestId("delivery").dataset["bad"]).toBe("true");
  });

  it("of what was withdrawn says so, twice and not by colour alone", () => {
    show({ ...QUEUED, state: "withdrawn" });
    expect(screen.getByTestId("message").dataset["withdrawn"]).toBe("true");
    expect(screen.getByText("Ditarik")).toBeTruthy();
    expect(screen.getByTestId("delivery").textContent).toBe("Tidak dikirim kepada warga");
    expect(screen.queryByTestId("undo")).toBeNull();
  });

  it("that is tried again still says why and when", () => {
    show({ ...QUEUED, reason: "the network is down", next_try: "2026-09-03T07:10:00Z" });
    expect(screen.getByTestId("delivery").textContent).toBe("Dalam antrean kirim · the network is down · dicoba lagi 14.10");
  });
});

describe("what is left of a hold", () => {
  const left = (now: string): number => holdLeft("2026-09-03T07:05:08Z", AT, new Date(now).getTime());
  it("is told by the clock", () => expect(left("2026-09-03T07:05:03Z")).toBe(5000));
  it("is the whole hold when the clock here is wrong", () => {
    expect([left("2026-09-03T07:30:00Z"), left("2026-09-03T06:00:00Z")]).toEqual([8000, 8000]);
  });
});
