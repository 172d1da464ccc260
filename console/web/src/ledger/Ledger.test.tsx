// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import type { Mailbox } from "../api/types";
import { sayIn } from "../words/Words";
import { Ledger } from "./Ledger";
import { becameOf, filed } from "./sums";

const SURAT: Mailbox = {
  channel: "surat",
  seen: 1240,
  outcomes: { ticket: 700, reply: 500, automatic: 35, quarantined: 2, kept: 1, other: 2 },
  waiting: 1,
  balanced: true,
  set_aside: [
    { id: "1", at: "2026-09-03T07:05:00Z", reason: "no address of a sender", external_id: "17/4" },
    { id: "2", at: "2026-09-02T07:05:00Z", reason: "not a mail", external_id: "17/3" },
  ],
};
let answer: () => Response;
const mailboxes = (...all: Mailbox[]): Response => Response.json({ mailboxes: all });

beforeEach(() => {
  vi.stubGlobal("fetch", () => Promise.resolve(answer()));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(answers: () => Response): void {
  answer = answers;
  render(
    <MantineProvider>
      <QueryClientProvider client={createCache()}>
        <Ledger />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
const cells = (row: HTMLElement): (string | null)[] => within(row).getAllByRole("cell").map((cell) => cell.textContent);

describe("ledger", () => {
  it("shows what was seen, filed and set aside, and that it adds up, in words", async () => {
    show(() => mailboxes(SURAT));
    const row = await screen.findByTestId("mailbox");
    expect(cells(row)).toEqual(["1.240", "1.237", "2", "1", "Cocok"]);
    expect(row.textContent).toContain("700 tiket baru · 500 balasan · 35 otomatis · 2 other");
    const [first] = within(screen.getByTestId("set-aside")).getAllByRole("row").slice(1);
    expect(first === undefined ? null : cells(first)).toEqual(["Kamis, 3 September 2026 14.05 WIB", "no address of a sender", "17/4"]);
  });

  it("says when it does not add up, and where to look", async () => {
    show(() => mailboxes({ ...SURAT, balanced: false }));
    expect((await screen.findByTestId("balance")).textContent).toBe("Tidak cocok");
    expect(screen.getByText(/tanya doctor/)).toBeTruthy();
  });

  it("says that nothing was set aside, or that there is no mailbox", async () => {
    show(() => mailboxes({ ...SURAT, set_aside: [], outcomes: { ticket: 1 } }));
    expect(await screen.findByText("Tidak ada yang disisihkan.")).toBeTruthy();
    cleanup();
    show(() => mailboxes());
    expect(await screen.findByText("Belum ada kotak surat yang dipantau.")).toBeTruthy();
  });

  it("says why it could not be read, and tries again", async () => {
    show(() => Response.json({ detail: "your role (agent) does not allow this", code: "forbidden" }, { status: 403 }));
    expect((await screen.findByRole("alert")).textContent).toContain("Peran Anda");
    answer = () => mailboxes(SURAT);
    fireEvent.click(screen.getByRole("button", { name: "Coba lagi" }));
    expect(await screen.findByTestId("mailbox")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says that only the newest are shown", async () => {
    show(() => mailboxes({ ...SURAT, outcomes: { quarantined: 412 } }));
    expect(await screen.findByText("2 yang terbaru dari 412 ditampilkan.")).toBeTruthy();
  });
});

describe("sums", () => {
  it("seen = filed + set aside + waiting", () => expect(filed(SURAT) + 2 + 1).toBe(SURAT.seen));
  it("leaves out what did not happen", () => {
    expect(becameOf({ seen: 1, waiting: 0, outcomes: { spam: 1 } }, sayIn("en"))).toEqual([["spam", 1]]);
  });
});
