// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Staff } from "../api/admin";
import { createCache } from "../api/cache";
import type { Agent } from "../api/types";
import { sayIn } from "../words/Words";
import Admin from "./Admin";
import { stepsFor } from "./AgentMenu";
import { goodness } from "./HealthPage";
import { noteOf, shiftsOf } from "./HoursPage";
import { whatOf } from "./LogPage";

const ME: Agent = { id: "1", email: "dewi@kantor.id", name: "Dewi", role: "admin" };
const SARI: Staff = {
  id: "2",
  email: "sari@kantor.id",
  name: "Sari",
  role: "agent",
  languages: [],
  skills: [],
  active: true,
  has_factor: true,
  must_change: false,
  locked_seconds: 42,
  sessions: 1,
  tokens: 0,
  tickets: 3,
  seen_at: null,
};
const JOB = { id: 7, kind: "deliver", ticket: "T-1", why: "no route", cause: "unreachable", since: "2026-09-03T07:05:00Z" };
const say = sayIn("id");
let answers: Record<string, () => Response>;
let asked: { readonly method: string; readonly path: string; readonly body: unknown }[];

beforeEach(() => {
  asked = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    const method = init.method ?? "GET";
    asked.push({ method, path, body: typeof init.body === "string" ? JSON.parse(init.body) : null });
    const answer = answers[`${method} ${path}`] ?? answers[path];
    return Promise.resolve(answer === undefined ? new Response(null, { status: 204 }) : answer());
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(what: ReactNode): void {
  render(
    <MantineProvider>
      <QueryClientProvider client={createCache()}>{what}</QueryClientProvider>
    </MantineProvider>,
  );
}
const written = (): unknown[] => asked.filter((one) => one.method !== "GET");

describe("dead jobs", () => {
  beforeEach(() => {
    answers = { "/api/v1/admin/jobs": () => Response.json({ counts: { todo: 2, dead: 1 }, dead: [JOB] }) };
  });

  it("says what was given up, and tries it again", async () => {
    show(<Admin me={ME} page="jobs" />);
    const row = await screen.findByTestId("dead-job");
    expect(row.textContent).toContain("Kirim pesan");
    expect(row.textContent).toContain("penyedia tidak dapat dihubungino route");
    expect(within(row).getByRole("link").getAttribute("href")).toBe("#/open/T-1");
    expect(screen.getByTestId("job-counts").textContent).toBe("Dalam antrean 2 · sedang dikerjakan 0 · gagal 1");
    fireEvent.click(within(row).getByTestId("job-retry"));
    await waitFor(() => expect(written()).toEqual([{ method: "POST", path: "/api/v1/admin/jobs/7/retry", body: {} }]));
  });

  it("throws nothing away without a reason", async () => {
    show(<Admin me={ME} page="jobs" />);
    fireEvent.click(await screen.findByTestId("job-discard"));
    const reason = await screen.findByTestId("discard-reason");
    fireEvent.change(reason, { target: { value: "  " } });
    fireEvent.submit(reason.closest("form") as HTMLFormElement);
    expect(written()).toEqual([]);
    fireEvent.change(reason, { target: { value: "alamat salah" } });
    fireEvent.submit(reason.closest("form") as HTMLFormElement);
    const body = { reason: "alamat salah" };
    await waitFor(() => expect(written()).toEqual([{ method: "POST", path: "/api/v1/admin/jobs/7/discard", body }]));
  });

  it("says when it cannot be read, and that there are none", async () => {
    answers = { "/api/v1/admin/jobs": () => Response.json({ detail: "oops" }, { status: 403 }) };
    show(<Admin me={ME} page="jobs" />);
    expect((await screen.findByRole("alert")).textContent).toContain("Permintaan ditolak (403).");
    answers = { "/api/v1/admin/jobs": () => Response.json({ counts: {}, dead: [] }) };
    fireEvent.click(screen.getByRole("button", { name: "Coba lagi" }));
    expect(await screen.findByText("Tidak ada tugas gagal.")).toBeTruthy();
  });
});

describe("agents", () => {
  it("shows a one-time password once, and asks nobody for it again", async () => {
    answers = {
      "/api/v1/admin/agents": () => Response.json({ agents: [SARI] }),
      "POST /api/v1/admin/agents": () => Response.json({ agent: "3", password: "sekali-pakai" }, { status: 201 }),
    };
    show(<Admin me={ME} page="agents" />);
    expect((await screen.findByTestId("agent")).textContent).toContain("Terkunci 42 detik");
    fireEvent.click(screen.getByTestId("agent-add"));
    fireEvent.change(await screen.findByTestId("add-name"), { target: { value: " Rudi " } });
    fireEvent.change(screen.getByTestId("add-email"), { target: { value: "rudi@kantor.id" } });
    fireEvent.submit(screen.getByTestId("add-email").closest("form") as HTMLFormElement);
    expect((await screen.findByTestId("one-time-password")).textContent).toBe("sekali-pakai");
    expect(written()).toEqual([
      { method: "POST", path: "/api/v1/admin/agents", body: { name: "Rudi", email: "rudi@kantor.id", role: "agent" } },
    ]);
    fireEvent.click(screen.getByTestId("once-done"));
    await waitFor(() => expect(screen.queryByTestId("one-time-password")).toBeNull());
  });

  it("offers what makes sense, and nothing that is refused for oneself", () => {
    expect(stepsFor(SARI, false)).toEqual(["password", "totp", "unlock", "end-sessions", "deactivate"]);
    expect(stepsFor({ ...SARI, locked_seconds: 0, has_factor: false, sessions: 0 }, false)).toEqual(["password", "deactivate"]);
    expect(stepsFor({ ...SARI, locked_seconds: 0 }, true)).toEqual([]);
    expect(stepsFor({ ...SARI, active: false }, false)).toEqual(["activate"]);
  });
});

describe("pages", () => {
  it("are for their roles", () => {
    show(<Admin me={{ ...ME, role: "supervisor" }} page="agents" />);
    expect(screen.getByText("Halaman ini bukan untuk peran Anda.")).toBeTruthy();
    expect(asked).toEqual([]);
  });
});

describe("words", () => {
  it("say what holds on a day", () => {
    const shifts = [
      { start: "07:30", end: "12:00" },
      { start: "13:00", end: "24:00" },
    ];
    expect(shiftsOf({ date: "", shifts, why: "week", holiday: "" }, say)).toBe("07.30–12.00, 13.00–24.00");
    expect(shiftsOf({ date: "", shifts: [], why: "holiday", holiday: "x" }, say)).toBe("tutup");
    expect(noteOf({ date: "", shifts: [], why: "instead", holiday: "Natal" }, say)).toBe("Natal · Hari khusus");
  });
  it("say how a part does, by colour and by name", () => {
    expect(["ok", "ready", "elsewhere"].map(goodness)).toEqual(["true", "true", "true"]);
    expect(["failing", "down", "starting"].map(goodness)).toEqual(["false", "false", "unsure"]);
  });
  it("name a change, with the role that was given", () => {
    expect(whatOf({ action: "agent.added", facts: { role: "admin" } }, say)).toBe("Petugas ditambahkan (Administrator)");
    expect(whatOf({ action: "something.new", facts: {} }, say)).toBe("something.new");
  });
});
