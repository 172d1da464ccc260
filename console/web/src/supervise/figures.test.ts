import { describe, expect, it } from "vitest";
import { en } from "../words/en";
import { id } from "../words/id";
import { sayIn } from "../words/Words";
import { heights } from "./Bars";
import { nameIn, withQuery } from "./calls";
import { beginOf, dayBefore, endOf, known, partOf, span, told } from "./figures";
import { hrefOfPlace, readPlace } from "./places";
import type { Figure } from "./shapes";
import { queryOf } from "./Transcripts";

const say = sayIn("id");
const figure = (part: string, value: number | null = 1, name = ""): Figure => ({ part, value, of: null, name });

describe("figures", () => {
  it("are told in the reader's way", () => {
    expect(told(1240, "tickets", "id", say)).toBe("1.240");
    expect(told(1 / 3, "share", "id", say)).toBe("33,3%");
    expect(told(1 / 3, "share", "en", say)).toBe("33.3%");
    expect(told(3.456, "score", "id", say)).toBe("3,46");
    expect(told(20, "seconds", "id", say)).toBe("20 d");
    expect(told(null, "seconds", "id", say)).toBe("–");
  });

  it("tell spans of time", () => {
    expect([59, 60, 3_600, 3_900, 86_400, 90_000].map((s) => span(s, say))).toEqual([
      "59 d",
      "1 mnt",
      "1 jam",
      "1 jam 5 mnt",
      "1 hari",
      "1 hari 1 jam",
    ]);
  });

  it("name their parts: by the server, by our words, or as they are", () => {
    expect(partOf("replies", figure("ab12", 1, "Sari"), say)).toBe("Sari");
    expect(partOf("handoffs", figure("flow:status"), say)).toBe(id["report.handoffs.flow:status"]);
    expect(partOf("first_bot", figure("p50"), say)).toBe(id["report.part.p50"]);
    expect(partOf("volume", figure("surat"), say)).toBe("surat");
    expect(partOf("volume", figure("toString"), say)).toBe("toString");
  });

  it("are drawn to the highest", () => {
    expect(heights([figure("a", 5), figure("b", 10), figure("c", null)])).toEqual([50, 100, 0]);
    expect(heights([figure("a", 0)])).toEqual([0]);
    expect(heights([])).toEqual([]);
  });

  it("say for each metric what is counted and what is left out, in both languages", () => {
    const metrics = "volume hours first_bot first_human resolution containment handoffs backlog replies settled ratings rating";
    for (const metric of metrics.split(" ")) {
      for (const key of [`report.${metric}`, `report.${metric}.numerator`, `report.${metric}.without`]) {
        expect(known(key), key).toBe(true);
        expect(Object.hasOwn(en, key), key).toBe(true);
      }
    }
  });
});

describe("days of the office", () => {
  it("begin and end in its zone, whatever the reader's is", () => {
    expect(Date.parse(beginOf("2026-05-04"))).toBe(Date.parse("2026-05-03T17:00:00Z"));
    expect(endOf("2026-05-04")).toBe("2026-05-04T17:00:00.000Z");
    expect(dayBefore(new Date("2026-05-04T17:30:00Z"), 0)).toBe("2026-05-05");
    expect(dayBefore(new Date("2026-05-04T16:30:00Z"), 7)).toBe("2026-04-27");
  });

  it("make the filter of transcripts; an empty day leaves it open", () => {
    const wanted = { from: "2026-05-04", to: "", channel: "surat", agent: "", intent: "", outcome: "", rating: "", q: "" };
    expect(withQuery("transcripts", queryOf(wanted))).toBe("/api/v1/transcripts?channel=surat&since=2026-05-04T00%3A00%3A00%2B07%3A00");
  });
});

describe("places", () => {
  it("are read from the address, and lead back to it", () => {
    expect(readPlace("#/supervise/reports")).toEqual({ page: "reports", number: null });
    expect(readPlace(hrefOfPlace("audit", "A/1"))).toEqual({ page: "audit", number: "A/1" });
    expect(readPlace("#/supervise/x")).toEqual({ page: "wall", number: null });
    expect(readPlace("#/supervise/wall/%E0%A4%A")).toEqual({ page: "wall", number: "%E0%A4%A" });
  });
});

describe("a file's name", () => {
  it("is the server's", () => {
    expect(nameIn('attachment; filename="T-1.pdf"')).toBe("T-1.pdf");
    expect(nameIn(null)).toBeNull();
  });
});
