import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTypists, TYPES_FOR_MS } from "./typists";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("typists", () => {
  it("type for some seconds after each time they are heard", () => {
    const typists = createTypists();
    const changed = vi.fn();
    const unfollow = typists.follow(changed);
    typists.heard("T-1");
    expect([typists.types("T-1"), typists.types("T-2"), changed.mock.calls.length]).toEqual([true, false, 1]);
    vi.advanceTimersByTime(TYPES_FOR_MS - 1);
    typists.heard("T-1");
    vi.advanceTimersByTime(TYPES_FOR_MS - 1);
    expect(typists.types("T-1")).toBe(true);
    vi.advanceTimersByTime(1);
    expect([typists.types("T-1"), changed.mock.calls.length]).toEqual([false, 3]);
    unfollow();
    typists.heard("T-1");
    expect(changed).toHaveBeenCalledTimes(3);
  });
});
