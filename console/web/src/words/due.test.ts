import { describe, expect, it } from "vitest";
import { dueWords, isLate, type Place } from "./due";
import { sayIn, type Language } from "./Words";

const DUE = new Date("2026-05-04T07:05:00Z");

function words(now: string, place: Place, language: Language): string {
  return dueWords(DUE, new Date(now), place, language, sayIn(language));
}

describe("until when somebody should answer", () => {
  it.each([
    ["an hour before", "2026-05-04T06:05:00Z", "jawab sebelum 14.05", "reply by 14.05"],
    ["at the very moment", "2026-05-04T07:05:00Z", "jawab sebelum 14.05", "reply by 14.05"],
    ["a moment after", "2026-05-04T07:05:00.001Z", "lewat batas < 1 mnt", "overdue < 1 min"],
    ["twenty minutes after", "2026-05-04T07:25:00Z", "lewat batas 20 mnt", "overdue 20 min"],
    ["days after", "2026-05-06T09:10:00Z", "lewat batas 2 hari 2 jam", "overdue 2 d 2 h"],
    ["still another day in Jakarta", "2026-05-03T16:59:59Z", "jawab sebelum 4 Mei 14.05", "reply by 4 May 14.05"],
    ["the same day since Jakarta's midnight", "2026-05-03T17:00:00Z", "jawab sebelum 14.05", "reply by 14.05"],
  ])("%s, in a row", (_, now, indonesian, english) => {
    expect(words(now, "row", "id")).toBe(indonesian);
    expect(words(now, "row", "en")).toBe(english);
  });

  it("is said in full in the head of a ticket", () => {
    expect(words("2026-05-04T07:05:00Z", "head", "id")).toBe("Jawab sebelum 14.05");
    expect(words("2026-05-04T07:05:00Z", "head", "en")).toBe("Reply by 14.05");
    expect(words("2026-05-04T07:25:00Z", "head", "id")).toBe("Lewat batas jawab 20 mnt");
    expect(words("2026-05-04T07:25:00Z", "head", "en")).toBe("Reply overdue by 20 min");
  });

  it("is late only after it", () => {
    expect(isLate(DUE, new Date(DUE.getTime() - 1))).toBe(false);
    expect(isLate(DUE, DUE)).toBe(false);
    expect(isLate(DUE, new Date(DUE.getTime() + 1))).toBe(true);
  });
});
