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
});
