import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { handlingLine } from "../src/handling";
import { pageCatalogue } from "../src/page/words";
import { clockTime, dayName, fullTime } from "../src/times";
import { moreCatalogue } from "../src/more/words";
import { catalogue, fill } from "../src/words";
import { state } from "./frames";

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

describe.each([
  ["widget", catalogue as Record<"id" | "en", Readonly<Record<string, string>>>],
  ["second file", moreCatalogue as Record<"id" | "en", Readonly<Record<string, string>>>],
  ["page", pageCatalogue as Record<"id" | "en", Readonly<Record<string, string>>>],
])("the %s's catalogue", (_, words) => {
  it("has the same words in both languages, none empty, with the same holes", () => {
    expect(Object.keys(words.en)).toEqual(Object.keys(words.id));
    for (const [key, text] of Object.entries(words.id)) {
      expect(text).not.toBe("");
      expect(words.en[key]).not.toBe("");
      expect(holes(words.en[key] ?? "")).toEqual(holes(text));
    }
  });
});

it("index.html says what the page's Indonesian catalogue says", () => {
  const html = readFileSync(new URL("../static/index.html", import.meta.url), "utf8");
  const shown = [...html.matchAll(/data-word="(\w+)">([^<]*)</g)].map((match) => [match[1], match[2]]);
  expect(shown.length).toBeGreaterThan(5);
  for (const [key, text] of shown) expect(text).toBe((pageCatalogue.id as Readonly<Record<string, string>>)[key ?? ""]);
  expect(html).toContain(`<title>${pageCatalogue.id.documentTitle}</title>`);
});

it("index.html has no inline script or style and nothing from elsewhere", () => {
  const html = readFileSync(new URL("../static/index.html", import.meta.url), "utf8");
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|https?:\/\//i);
});

it("says who handles the conversation", () => {
  const line = (handler: "bot" | "queue" | "agent", position: number | null, waitSeconds: number | null) =>
    handlingLine(state({ handler, position, waitSeconds }), catalogue.id);
  expect(line("bot", null, null)).toBe("Asisten otomatis");
  expect(line("agent", null, null)).toBe("Petugas");
  expect(line("queue", null, null)).toBe("Menunggu petugas");
  expect(line("queue", 3, null)).toBe("Menunggu petugas, urutan 3");
  expect(line("queue", 3, 280)).toBe("Menunggu petugas, urutan 3, kira-kira 5 menit");
});

it("fills the holes it has values for", () => {
  expect(fill("{a} {b}", { a: 1 })).toBe("1 {b}");
});

it("writes times as Indonesia does", () => {
  const at = new Date(2020, 5, 17, 14, 5).toISOString();
  expect(clockTime(at)).toBe("14.05");
  expect(fullTime(at, "id")).toMatch(/^Rabu, 17 Juni 2020, 14\.05 \S+/);
  expect(fullTime(at, "en")).toMatch(/^Wednesday,? 17 June 2020, 14\.05 \S+/);
  expect(dayName(at, new Date(2020, 5, 17, 23), catalogue.id, "id")).toBe("Hari ini");
  expect(dayName(at, new Date(2020, 5, 18, 1), catalogue.id, "id")).toBe("Kemarin");
  expect(dayName(at, new Date(2020, 5, 20), catalogue.id, "id")).toBe("Rabu, 17 Juni");
  expect([clockTime("?"), fullTime("?", "id"), dayName("?", new Date(), catalogue.id, "id")]).toEqual(["", "", ""]);
});
