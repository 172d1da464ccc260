import { expect, it } from "vitest";

import { backoff } from "../src/backoff";

it("doubles, stays under its cap, and keeps half as jitter", () => {
  expect([0, 1, 2, 3].map((attempt) => backoff(attempt, 0))).toEqual([250, 500, 1000, 2000]);
  expect(backoff(0, 1)).toBe(500);
  expect(backoff(500, 0)).toBe(7500);
  expect(backoff(500, 1)).toBe(15000);
});
