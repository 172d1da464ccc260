// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import Supervise from "./Supervise";

const ME = { id: "d", email: "dewi@kantor.id", name: "Dewi", role: "supervisor" } as const;
const asked: { path: string; body: unknown }[] = [];
let answers: Readonly<Record<string, () => Response>>;

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    asked.push({ path, body: typeof init.body === "string" ? JSON.parse(init.body) : null });
    const found = Object.entries(answers).find(([begin]) => path.startsWith(begin));
    return Promise.resolve(found?.[1]() ?? Response.json({ data: [], next: null }));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(page: string, given: Readonly<Record<string, () => Response>>): void {
  answers = given;
  window.location.hash = `#/supervise/${page}`;
  render(
    <MantineProvider>
      <QueryClientProvider client={createCache()}>
        <Supervise me={ME} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
const texts = (rows: HTMLElement): string[] => [...rows.querySelectorAll("tbody tr")].map((row) => row.textContent ?? "");

describe("the wall", () => {
  const wall = {
    at: "2026-05-04T09:00:00Z",
    queue: { waiting: 2, since: "2026-05-04T08:50:00Z", wait_seconds: 900, open: true },
    agents: [{ agent: { id: "s", name: "Sari" }, handling: 3, answering: 1, oldest: null }],
    channels: [{ name: "surat", bot: 1, queue: 2, agent: 3 }],
    oldest: [
      { number: "T-1", subject: "Izin", contact: "", waiting_since: "2026-05-04T08:50:00Z", handed_off_for: "misses", priority: "normal" },
    ],
  };

  it("says who waits and who handles what", async () => {
    show("wall", { "/api/v1/wall": () => Response.json(wall) });
    expect((await screen.findByTestId("wall-waiting")).textContent).toBe("2");
    expect(screen.getByTestId("wall-expected").textContent).toBe("15 mnt");
    expect(texts(screen.getByTestId("wall-agents"))).toEqual(["Sari31–"]);
    expect(texts(screen.getByTestId("wall-channels"))).toEqual(["surat123"]);
    const oldest = screen.getByTestId("wall-oldest");
    expect(within(oldest).getByRole("link").getAttribute("href")).toBe("#/supervise/wall/T-1");
    expect(oldest.textContent).toContain("Tidak dipahami");
  });

  it("says that the office is closed, and that nobody waits", async () => {
    const queue = { waiting: 0, since: null, wait_seconds: null, open: false };
    show("wall", { "/api/v1/wall": () => Response.json({ ...wall, queue, oldest: [] }) });
    expect((await screen.findByTestId("wall-expected")).textContent).toBe("Di luar jam kerja");
    expect(screen.getByText("Tidak ada yang menunggu.")).toBeTruthy();
  });

  it("says why it could not be read", async () => {
    show("wall", { "/api/v1/wall": () => Response.json({ detail: "your role does not allow this", code: "forbidden" }, { status: 403 }) });
    expect((await screen.findByRole("alert")).textContent).toContain("Peran Anda");
  });
});

describe("transcripts", () => {
  const row = (number: string): object => ({
    number,
    subject: "Izin",
    contact: { id: "c", name: "Siti" },
    agent: null,
    channels: ["surat"],
    status: "spam",
    outcome: "other",
    rating: null,
    created_at: "2026-05-04T09:00:00Z",
    resolved_at: null,
  });

  it("are exported: those chosen by number, else all that was found; notes only when asked for", async () => {
    show("transcripts", {
      "/api/v1/transcripts/export": () => Response.json({ code: "too_many_tickets", detail: "x", params: { most: 500 } }, { status: 422 }),
      "/api/v1/transcripts": () => Response.json({ data: [row("T-1"), row("T-2")], next: null }),
    });
    fireEvent.click(await screen.findByTestId("export-csv"));
    expect((await screen.findByRole("alert")).textContent).toContain("Terlalu banyak");
    fireEvent.click(screen.getByLabelText("Pilih T-2"));
    fireEvent.click(screen.getByLabelText("Dengan catatan internal"));
    fireEvent.click(screen.getByTestId("export-pdf"));
    await waitFor(() => expect(asked.filter((one) => one.path.endsWith("/export"))).toHaveLength(2));
    const [all, chosen] = asked.filter((one) => one.path.endsWith("/export")).map((one) => one.body as Record<string, unknown>);
    expect(all).toMatchObject({ format: "csv", notes: false });
    expect(Object.keys(all?.["which"] as object).sort()).toEqual(["since", "until"]);
    expect(chosen).toMatchObject({ format: "pdf", notes: true, numbers: ["T-2"] });
    expect(chosen).not.toHaveProperty("which");
  });
});

describe("reports", () => {
  it("show a figure, its definition and the tickets behind it", async () => {
    const metrics = [
      { metric: "containment", unit: "share", figures: [{ part: "alone", name: "", value: 0.5, of: 4 }] },
      { metric: "resolution", unit: "seconds", figures: [{ part: "p50", name: "", value: null, of: 0 }] },
    ];
    show("reports", {
      "/api/v1/reports/tickets": () =>
        Response.json({ data: [{ number: "T-9", subject: "Izin", created_at: "2026-05-04T09:00:00Z", seconds: null }], next: null }),
      "/api/v1/reports": () => Response.json({ since: "", until: "", zone: "Asia/Jakarta", metrics }),
    });
    const metric = await screen.findByTestId("metric-containment");
    expect(metric.textContent).toContain("dijawab bot");
    expect(within(screen.getByTestId("metric-resolution")).queryByRole("button")).toBeNull();
    fireEvent.click(within(metric).getByRole("button", { name: /50%/ }));
    expect((await screen.findByTestId("behind")).textContent).toContain("T-9");
    const path = asked.find((one) => one.path.includes("/reports/tickets"))?.path ?? "";
    expect(path).toContain("metric=containment&part=alone");
  });
});

describe("the audit log", () => {
  it("is read page by page", async () => {
    const line = (id: number): object => ({
      id,
      at: "2026-05-04T09:00:00Z",
      agent: { id: "s", name: "Sari" },
      action: "opened",
      ticket: `T-${String(id)}`,
      reason: "",
      origin: "203.0.113.0/24",
      seal: "abcdef0123",
    });
    show("audit", {
      "/api/v1/audit/people": () => Response.json({ data: [] }),
      "/api/v1/audit?after=3": () => Response.json({ data: [line(2)], next: null }),
      "/api/v1/audit": () => Response.json({ data: [line(3)], next: "3" }),
    });
    expect((await screen.findByTestId("audit")).textContent).toContain("Membuka transkrip");
    fireEvent.click(screen.getByText("Muat lagi"));
    await waitFor(() => expect(texts(screen.getByTestId("audit"))).toHaveLength(2));
    expect(screen.queryByText("Muat lagi")).toBeNull();
  });
});
