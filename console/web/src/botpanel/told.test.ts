import { describe, expect, it } from "vitest";
import { sayIn } from "../words/Words";
import type { Fact } from "./api";
import { action, entity, origin, percent, source, why } from "./told";

const say = sayIn("id");
const fact: Fact = {
  id: "bg-003",
  text: "Teks",
  source: "JDIH",
  as_of: "2020-06-17",
  as_of_precision: "day",
  confidence: "high",
  status: "current",
};

describe("why a person was called", () => {
  it.each([
    ["requested", "Warga meminta petugas."],
    ["approval", "Jawaban bot harus diperiksa petugas dulu."],
    ["flow:status", "Tanya jawab terpandu berlanjut ke petugas."],
    ["something_newer", "Alasan: something_newer."],
  ])("%s", (code, words) => expect(why(code, null, say)).toBe(words));

  it("names the matter, by its label where it has one", () => {
    expect(why("intent:pengaduan_layanan", "Menyampaikan pengaduan", say)).toBe("Urusan untuk petugas: Menyampaikan pengaduan.");
    expect(why("intent:baru", null, say)).toBe("Urusan untuk petugas: baru.");
  });
});

describe("codes", () => {
  it("are words, and themselves where they are new", () => {
    expect(source({ source: "rasa" }, say)).toBe("model Rasa");
    expect(source({ source: "oracle" }, say)).toBe("oracle");
    expect(action({ action: "approval" }, say)).toBe("Menyiapkan jawaban untuk diperiksa");
    expect(action({ action: "dance" }, say)).toBe("dance");
  });
});

describe("what is named", () => {
  it("shows a value, and of a private one only the kind", () => {
    expect(entity({ name: "permit", value: "PBG", masked: false }, say)).toBe("izin: PBG");
    expect(entity({ name: "nik", value: "", masked: true }, say)).toBe("NIK: disamarkan");
  });
});

describe("confidence", () => {
  it("is a whole percentage", () => {
    expect(percent(0.7249, "en")).toBe("72%");
    expect(percent(1, "id")).toBe("100%");
  });
});

describe("where a fact comes from", () => {
  it("tells source and date, as far as the date is known", () => {
    expect(origin(fact, "id", say)).toBe("JDIH · per 17 Juni 2020");
    expect(origin({ ...fact, as_of_precision: "month" }, "id", say)).toBe("JDIH · per Juni 2020");
    expect(origin({ ...fact, as_of_precision: "year" }, "id", say)).toBe("JDIH · per 2020");
  });

  it("says when it is not certain", () => {
    expect(origin({ ...fact, status: "unverified" }, "id", say)).toBe("JDIH · per 17 Juni 2020 · belum dipastikan");
  });

  it("says nothing of a fact that is gone", () => {
    expect(origin({ ...fact, text: null, source: null, as_of: null }, "id", say)).toBe("");
  });
});
