// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import type { Role } from "../api/types";
import { CannedPage } from "./CannedPage";

// Mantine's growing textarea listens to the fonts, which happy-dom does not have.
Object.defineProperty(document, "fonts", { value: new EventTarget() });

const SHARED = { id: "c1", shared: true, name: "salam", text_id: "Halo {contact.name}", text_en: "Hello" };
const MINE = { id: "c2", shared: false, name: "tutup", text_id: "", text_en: "Goodbye" };
let asked: { method: string; path: string; body: unknown }[] = [];
let answer: () => Response;

beforeEach(() => {
  asked = [];
  answer = () => new Response(null, { status: 204 });
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    if (init.method === "GET") {
      const canned = { data: [SHARED, MINE], variables: ["contact.name"] };
      return Promise.resolve(Response.json(path.endsWith("/canned") ? canned : { data: [] }));
    }
    asked.push({ method: String(init.method), path, body: JSON.parse(String(init.body)) });
    return Promise.resolve(answer());
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function show(role: Role): Promise<HTMLElement[]> {
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={createCache()}>
        <CannedPage me={{ id: "a1", email: "s@kantor.id", name: "Siti", role }} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return screen.findAllByTestId("prepared");
}

describe("canned responses and macros", () => {
  it("an agent changes their own; what all share is a supervisor's to change", async () => {
    const rows = await show("agent");
    expect(rows.map((row) => within(row).queryByTestId("edit-prepared") !== null)).toEqual([false, true]);
    expect(rows[1]?.textContent).toContain("hanya Inggris · Goodbye");
    expect(screen.getByText("Belum ada makro.")).toBeTruthy();
    cleanup();
    const seen = await show("supervisor");
    expect(seen.map((row) => within(row).queryByTestId("edit-prepared") !== null)).toEqual([true, true]);
  });

  it("a new one is stored where it was said; what is unknown in it is shown while it is typed", async () => {
    await show("supervisor");
    fireEvent.click(screen.getByTestId("new-canned"));
    fireEvent.change(await screen.findByTestId("prepared-name"), { target: { value: "alamat" } });
    fireEvent.change(screen.getByTestId("canned-id"), { target: { value: "Di {kota}" } });
    expect(screen.getByText(/tidak dikenal: \{kota\}/)).toBeTruthy();
    fireEvent.change(screen.getByTestId("canned-id"), { target: { value: "Di sini" } });
    expect(screen.queryByText(/tidak dikenal/)).toBeNull();
    fireEvent.click(screen.getByLabelText("Semua petugas"));
    fireEvent.submit(screen.getByTestId("prepared-form"));
    await waitFor(() => expect(screen.queryByTestId("prepared-form")).toBeNull());
    const body = { name: "alamat", text_id: "Di sini", text_en: "" };
    expect(asked).toEqual([{ method: "POST", path: "/api/v1/shared/canned", body }]);
  });

  it("one is thrown away when asked twice; a refusal is said, and the form stays", async () => {
    const rows = await show("agent");
    answer = () => Response.json({ code: "in_use", detail: "x", params: { name: "Tutup" } }, { status: 409 });
    fireEvent.click(within(rows[1] as HTMLElement).getByTestId("edit-prepared"));
    fireEvent.click(await screen.findByTestId("prepared-delete"));
    expect(asked).toEqual([]);
    fireEvent.click(screen.getByTestId("prepared-delete"));
    expect((await screen.findByRole("alert")).textContent).toContain("dipakai makro “Tutup”");
    expect(asked.map((one) => `${one.method} ${one.path}`)).toEqual(["DELETE /api/v1/canned/c2"]);
  });
});
