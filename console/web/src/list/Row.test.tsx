// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act, cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Ticket } from "../api/types";
import { aTicket } from "../testTicket";
import { NowProvider } from "../words/useNow";
import { Row } from "./Row";

const WAITS: Partial<Ticket> = { waiting_since: "2026-05-04T06:30:00Z" };

function show(change: Partial<Ticket>, byDue = false): HTMLElement {
  render(
    <MantineProvider>
      <NowProvider>
        <Row ticket={aTicket(change)} href="#" chosen={false} byDue={byDue} />
      </NowProvider>
    </MantineProvider>,
  );
  return screen.getByTestId("ticket-row");
}

/** The one time that a row tells. */
function when(row: HTMLElement): HTMLElement {
  const times = row.querySelectorAll("time");
  expect(times.length).toBe(1);
  return times[0] as HTMLElement;
}

beforeEach(() => void vi.useFakeTimers({ now: new Date("2026-05-04T07:00:00Z") }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("what a row tells of time", () => {
  it("is how long somebody waits, while there is time to answer", () => {
    const row = show({ ...WAITS, due_at: "2026-05-04T07:05:00Z" });
    expect(when(row).textContent).toBe("menunggu 30 mnt");
    expect(within(row).queryByTestId("due")).toBeNull();
  });

  it("is until when to answer, in a list sorted by that", () => {
    const due = when(show({ ...WAITS, due_at: "2026-05-04T07:05:00Z" }, true));
    expect(due.textContent).toBe("jawab sebelum 14.05");
    expect(due.title).toBe("Senin, 4 Mei 2026 14.05 WIB");
    expect(due.dataset["late"]).toBe("false");
  });

  it("is as ever in such a list where nobody owes a word", () => {
    expect(when(show({ ...WAITS, due_at: null }, true)).textContent).toBe("menunggu 30 mnt");
    cleanup();
    expect(when(show({ updated_at: "2026-05-04T05:12:00Z", due_at: null }, true)).textContent).toBe("12.12");
  });

  it.each([false, true])("is for how long it is overdue, however the list is sorted (by due: %s)", (byDue) => {
    const due = when(show({ ...WAITS, due_at: "2026-05-04T06:40:00Z" }, byDue));
    expect(due.textContent).toBe("lewat batas 20 mnt");
    expect(due.title).toBe("Senin, 4 Mei 2026 13.40 WIB");
    expect(due.dataset["late"]).toBe("true");
    expect(due.querySelector("svg")).not.toBeNull();
  });

  it("turns overdue while one looks", () => {
    const row = show({ ...WAITS, due_at: "2026-05-04T07:05:00Z" });
    act(() => void vi.advanceTimersByTime(5 * 60_000));
    expect(when(row).textContent).toBe("menunggu 35 mnt");
    act(() => void vi.advanceTimersByTime(15_000));
    expect(when(row).textContent).toBe("lewat batas < 1 mnt");
    act(() => void vi.advanceTimersByTime(60_000));
    expect(when(row).textContent).toBe("lewat batas 1 mnt");
  });
});
