import { describe, expect, it } from "vitest";
import { ApiError, problem } from "../api/http";
import { explain } from "../words/problem";
import { sayIn } from "../words/Words";
import { missingIn, whyNot } from "./why";

const say = sayIn("id");
const missing = problem(
  409,
  JSON.stringify({
    detail: "fill these fields first: Permit, Street",
    code: "fields_missing",
    errors: [
      { key: "jenis", label_id: "Jenis izin", label_en: "Permit" },
      { key: "jalan", label_id: "Jalan", label_en: "Street" },
    ],
  }),
);

describe("fields that are missing", () => {
  it("are named in the reader's language", () => {
    expect(explain(missing, say)).toBe("Tiket belum dapat diselesaikan. Isi dulu: Jenis izin, Jalan.");
    expect(explain(missing, sayIn("en"))).toBe("The ticket cannot be resolved yet. Fill in first: Permit, Street.");
  });

  it("are asked for by their keys, and nothing is asked for when that is not why", () => {
    expect(missingIn(missing)).toEqual(["jenis", "jalan"]);
    expect(missingIn(new ApiError(409, "not_allowed", "no"))).toEqual([]);
    expect(missingIn(problem(409, '{"code":"fields_missing","errors":["x",null,{"key":7}]}'))).toEqual([]);
    expect(missingIn(null)).toEqual([]);
  });
});

describe("a value that was not taken", () => {
  it("is explained by the kind of its field", () => {
    const bad = new ApiError(422, "bad_value", "luas: a number");
    expect(whyNot(bad, { kind: "number" }, say)).toContain("15 digit");
    expect(whyNot(bad, { kind: "date" }, say)).toContain("kalender");
    expect(whyNot(new ApiError(0, "unreachable", null), { kind: "date" }, say)).toBe(say("error.unreachable"));
    expect(whyNot(null, { kind: "date" }, say)).toBeNull();
  });
});
