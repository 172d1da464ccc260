// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import { aMessage, aTicket } from "../testTicket";
import { Composer } from "./Composer";
import { createDrafts, DraftsContext } from "./useDraft";

interface Sent {
  readonly key: string | null;
  readonly body: unknown;
}
let sent: Sent[] = [];
let answer: () => Response;

const box = (): HTMLTextAreaElement => screen.getByTestId("composer");
const write = (text: string): boolean => fireEvent.change(box(), { target: { value: text } });
const stored = (): Response => Response.json(aMessage({ id: "m9" }), { status: 201 });
const broken = (): Response => Response.json({ detail: "Basis data sibuk." }, { status: 503 });

// Mantine's growing textarea listens to the fonts, which happy-dom does not have.
Object.defineProperty(document, "fonts", { value: new EventTarget() });

beforeEach(() => {
  sent = [];
  answer = stored;
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
    sent.push({ key: new Headers(init.headers).get("Idempotency-Key"), body: JSON.parse(String(init.body)) });
    return Promise.resolve(answer());
  });
  render(
    <MantineProvider>
      <QueryClientProvider client={createCache()}>
        <DraftsContext value={createDrafts()}>
          <Composer ticket={aTicket()} />
        </DraftsContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("composer", () => {
  it("sends with Ctrl+Enter, once, and is then empty", async () => {
    write("Selamat pagi");
    fireEvent.keyDown(box(), { key: "Enter", ctrlKey: true });
    fireEvent.keyDown(box(), { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(box().value).toBe(""));
    expect(sent.map((one) => one.body)).toEqual([{ text: "Selamat pagi", private: false }]);
  });

  it("keeps the words when it fails, says why, and tries again under the same key", async () => {
    answer = broken;
    write("Selamat pagi");
    fireEvent.click(screen.getByTestId("send"));
    expect((await screen.findByRole("alert")).textContent).toContain("Basis data sibuk.");
    expect(box().value).toBe("Selamat pagi");
    answer = stored;
    fireEvent.click(screen.getByTestId("send"));
    await waitFor(() => expect(box().value).toBe(""));
    expect(sent).toHaveLength(2);
    expect(sent[0]?.key).toMatch(/^[0-9a-f]{32}$/);
    expect(sent[1]?.key).toBe(sent[0]?.key);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("sends a note as private, and says so", async () => {
    fireEvent.click(screen.getByTestId("note-switch"));
    expect(screen.getByTestId("note-switch").getAttribute("aria-checked")).toBe("true");
    expect(box().getAttribute("aria-label")).toBe("Catatan internal");
    write("Cek OSS");
    fireEvent.click(screen.getByTestId("send"));
    await waitFor(() => expect(sent.map((one) => one.body)).toEqual([{ text: "Cek OSS", private: true }]));
  });

  it("does not send nothing", () => {
    write("   ");
    fireEvent.keyDown(box(), { key: "Enter", ctrlKey: true });
    expect(sent).toEqual([]);
  });
});
