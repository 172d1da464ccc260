// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import { aTicket } from "../testTicket";
import { TicketList } from "./TicketList";
import type { View } from "./views";

const TICKET = aTicket({ waiting_since: "2026-05-04T06:30:00Z", due_at: "2100-05-04T07:05:00Z" });
let asked: URL[];

beforeEach(() => {
  asked = [];
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(new URL(path, "http://kantor.test"));
    return Promise.resolve(Response.json({ data: [TICKET], next: null }));
  });
  // Without a height no row would be in sight.
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});
afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function show(view: View): HTMLSelectElement {
  cleanup();
  render(
    <MantineProvider>
      <QueryClientProvider client={createCache()}>
        <TicketList view={view} chosen={null} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return screen.getByTestId<HTMLSelectElement>("sort");
}

it("offers the orders by name, and asks the server for the one that is chosen", async () => {
  const sort = show("queue");
  expect([...sort.options].map((one) => [one.value, one.text])).toEqual([
    ["waiting", "Terlama menunggu"],
    ["due", "Batas jawab terdekat"],
    ["newest", "Terbaru"],
  ]);
  expect(sort.value).toBe("waiting");
  await waitFor(() => expect(screen.getByTestId("ticket-row").textContent).toContain("menunggu"));
  fireEvent.change(sort, { target: { value: "due" } });
  await waitFor(() => expect(asked.at(-1)?.searchParams.get("sort")).toBe("due"));
  await waitFor(() => expect(screen.getByTestId("due").textContent).toBe("jawab sebelum 4 Mei 14.05"));
});

it("keeps the choice for its view, and for no other", () => {
  fireEvent.change(show("mine"), { target: { value: "due" } });
  expect(show("mine").value).toBe("due");
  expect(show("open").value).toBe("newest");
  expect(show("team:a").value).toBe("waiting");
});
