// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import { keys } from "../api/keys";
import type { Ticket } from "../api/types";
import { aTicket } from "../testTicket";
import { TicketFields } from "./TicketFields";
import type { Field, FieldValue } from "./types";

const aField = (key: string, kind: Field["kind"], change: Partial<Field> = {}): Field => ({
  id: key,
  key,
  kind,
  label_id: key,
  label_en: key,
  required: false,
  archived: false,
  options: [],
  ...change,
});
const FIELDS = [aField("luas", "number"), aField("alamat", "text", { required: true })];
let sent: { readonly path: string; readonly value: FieldValue | null }[];
let answer: () => Response;
let cache: QueryClient;

beforeEach(() => {
  sent = [];
  answer = () => Response.json(aTicket());
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    if (init.method !== "POST") return Promise.resolve(Response.json({ data: FIELDS }));
    const body = JSON.parse(String(init.body)) as { value: FieldValue | null };
    sent.push({ path, value: body.value });
    return Promise.resolve(answer());
  });
  cache = createCache();
  cache.setQueryData(keys.fields, FIELDS);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function page(ticket: Ticket): React.ReactNode {
  return (
    <MantineProvider>
      <QueryClientProvider client={cache}>
        <TicketFields ticket={ticket} />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function opened(fields: Ticket["fields"] = {}): ReturnType<typeof render> {
  const shown = render(page(aTicket({ fields })));
  fireEvent.click(screen.getByTestId("fields-toggle"), { detail: 1 });
  return shown;
}
const input = (key: string): HTMLInputElement => screen.getByTestId(`field-${key}`);
const type = (key: string, text: string): void => void fireEvent.change(input(key), { target: { value: text } });

describe("the fields of a ticket", () => {
  it("tell what stands in them, and what is still asked for", () => {
    render(page(aTicket({ fields: { luas: 1250.5 } })));
    expect(screen.getByTestId("told-luas").textContent).toBe("luas: 1.250,5");
    expect(screen.getByTestId("fields-missing").textContent).toContain("alamat");
  });

  it("are not there where there are none", () => {
    cache.setQueryData(keys.fields, []);
    render(page(aTicket()));
    expect(screen.queryByTestId("fields-toggle")).toBeNull();
  });

  it("of a ticket that goes on in another are only shown", () => {
    render(page(aTicket({ status: "merged", fields: { luas: 7 } })));
    expect(screen.getByTestId("fields-told").textContent).toBe("luas: 7");
    expect(screen.queryByTestId("fields-toggle")).toBeNull();
  });

  it("store each value for itself, when the field is left, once", async () => {
    opened();
    type("luas", "12,5");
    fireEvent.blur(input("luas"));
    fireEvent.blur(input("alamat"));
    await waitFor(() => expect(sent).toEqual([{ path: "/api/v1/tickets/PTSP-2026-000001-K/fields/luas", value: 12.5 }]));
  });

  it("store with Enter, and empty what is emptied", async () => {
    opened({ alamat: "Melati" });
    type("alamat", " ");
    fireEvent.keyDown(input("alamat"), { key: "Enter" });
    await waitFor(() => expect(sent.map((one) => one.value)).toEqual([null]));
  });

  it("give back with Escape what stands there, and send nothing", () => {
    opened({ alamat: "Melati" });
    type("alamat", "Mawar");
    fireEvent.keyDown(input("alamat"), { key: "Escape" });
    fireEvent.blur(input("alamat"));
    expect(input("alamat").value).toBe("Melati");
    expect(sent).toEqual([]);
  });

  it("say what is wrong at the field, and do not send it again until it is another", async () => {
    answer = () => Response.json({ code: "bad_value", detail: "luas: …" }, { status: 422 });
    opened();
    type("luas", "1");
    fireEvent.keyDown(input("luas"), { key: "Enter" });
    await screen.findByText(/15 digit/);
    expect(input("luas").getAttribute("aria-invalid")).toBe("true");
    fireEvent.blur(input("luas"));
    expect(sent).toHaveLength(1);
    type("luas", "2");
    expect(screen.queryByText(/15 digit/)).toBeNull();
  });

  it("keep what is typed while a colleague fills another, and show what the colleague filled", () => {
    const shown = opened({ luas: 1 });
    type("alamat", "Mela");
    act(() => shown.rerender(page(aTicket({ fields: { luas: 2, alamat: "Anggrek" } }))));
    expect([input("luas").value, input("alamat").value]).toEqual(["2", "Mela"]);
  });

  it("take the keyboard when their key is pressed, open or not", () => {
    render(page(aTicket()));
    fireEvent.click(screen.getByTestId("fields-toggle"), { detail: 0 });
    expect(document.activeElement).toBe(input("luas"));
    input("alamat").focus();
    fireEvent.click(screen.getByTestId("fields-toggle"), { detail: 0 });
    expect(document.activeElement).toBe(input("luas"));
  });
});
