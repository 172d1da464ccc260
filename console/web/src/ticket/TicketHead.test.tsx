// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import type { Ticket } from "../api/types";
import { aTicket } from "../testTicket";
import { TicketHead } from "./TicketHead";

function show(ticket: Ticket): void {
  render(
    <MantineProvider>
      <QueryClientProvider client={createCache()}>
        <TicketHead ticket={ticket} me={{ id: "a1", email: "s@kantor.id", name: "Siti", role: "agent" }} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

beforeEach(() => void vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ data: [] }))));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("the head of a ticket", () => {
  it("tells where the citizen asked to be written to", () => {
    show(aTicket({ reply_to: "budi@contoh.id" }));
    expect(screen.getByTestId("reply-to").textContent).toBe("Minta ditulis ke budi@contoh.id");
  });

  it("says nothing where they did not", () => {
    show(aTicket({ reply_to: null }));
    expect(screen.queryByTestId("reply-to")).toBeNull();
  });

  describe("at 14.00", () => {
    beforeEach(() => void vi.useFakeTimers({ now: new Date("2026-05-04T07:00:00Z"), toFake: ["Date"] }));
    afterEach(() => void vi.useRealTimers());

    it("tells until when somebody should answer, among the other facts", () => {
      show(aTicket({ due_at: "2026-05-04T07:05:00Z" }));
      const due = screen.getByTestId("due");
      expect(due.textContent).toBe("Jawab sebelum 14.05");
      expect(due.title).toBe("Senin, 4 Mei 2026 14.05 WIB");
      expect(due.dataset["late"]).toBe("false");
      expect(due.parentElement).toBe(screen.getByTestId("handler").parentElement);
    });

    it("tells for how long nobody has, with a drawing beside the words", () => {
      show(aTicket({ due_at: "2026-05-04T06:40:00Z" }));
      const due = screen.getByTestId("due");
      expect(due.textContent).toBe("Lewat batas jawab 20 mnt");
      expect(due.title).toBe("Senin, 4 Mei 2026 13.40 WIB");
      expect(due.dataset["late"]).toBe("true");
      expect(due.querySelector("svg")).not.toBeNull();
    });

    it("says nothing of it where nobody owes a word", () => {
      show(aTicket({ due_at: null, waiting_since: "2026-05-04T06:40:00Z" }));
      expect(screen.queryByTestId("due")).toBeNull();
    });
  });
});
