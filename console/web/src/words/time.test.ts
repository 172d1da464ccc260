import { describe, expect, it } from "vitest";
import { briefly, clock, dayKey, duration, fullTime, moment } from "./time";
import { sayIn } from "./Words";

const at = (text: string): Date => new Date(text);

describe("Jakarta time", () => {
  it("is UTC+7, with a full stop", () => {
    expect(clock(at("2026-09-03T07:05:00Z"))).toBe("14.05");
    expect(clock(at("2026-09-03T17:00:00Z"))).toBe("00.00");
  });
  it("turns the day at Jakarta's midnight", () => {
    expect(dayKey(at("2026-09-03T16:59:59Z"))).toBe("2026-09-03");
    expect(dayKey(at("2026-09-03T17:00:00Z"))).toBe("2026-09-04");
  });
  it("says the whole date in both languages", () => {
    expect(fullTime(at("2026-09-03T07:05:00Z"), "id")).toBe("Kamis, 3 September 2026 14.05 WIB");
    expect(fullTime(at("2026-09-03T07:05:00Z"), "en")).toMatch(/^Thursday,? 3 September 2026 14\.05 WIB$/);
  });
  it("is brief: the hour today, the day before", () => {
    const now = at("2026-09-03T08:00:00Z");
    expect(briefly(at("2026-09-03T07:05:00Z"), now, "id")).toBe("14.05");
    expect(briefly(at("2026-09-01T07:05:00Z"), now, "id")).toBe("1 Sep");
  });
  it("of a moment says the hour, and the day where it is another", () => {
    const now = at("2026-09-03T16:00:00Z");
    expect(moment(at("2026-09-03T16:59:00Z"), now, "id")).toBe("23.59");
    expect(moment(at("2026-09-03T17:00:00Z"), now, "id")).toBe("4 Sep 00.00");
    expect(moment(at("2026-05-04T02:00:00Z"), now, "id")).toBe("4 Mei 09.00");
    expect(moment(at("2026-05-04T02:00:00Z"), now, "en")).toBe("4 May 09.00");
  });
});

describe("duration", () => {
  const from = at("2026-09-03T00:00:00Z");
  const after = (minutes: number): string =>
    duration(from, new Date(from.getTime() + minutes * 60_000), sayIn("id"));

  it.each([
    [-3, "< 1 mnt"],
    [0.9, "< 1 mnt"],
    [4, "4 mnt"],
    [59.9, "59 mnt"],
    [60, "1 jam"],
    [65, "1 jam 5 mnt"],
    [1440, "1 hari"],
    [1440 * 3 + 125, "3 hari 2 jam"],
  ])("%s minutes", (minutes, words) => {
    expect(after(minutes)).toBe(words);
  });
});
