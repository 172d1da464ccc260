import { describe, expect, it } from "vitest";
import { sayIn } from "../words/Words";
import { emptyRequired, fieldsFor, keyFrom, labelOf, readChange, readValue, typedOf, valueOf } from "./reading";
import type { Field, FieldKind } from "./types";

const OPTION = { key: "pbg", label_id: "Bangunan", label_en: "Building", archived: true };
const aField = (kind: FieldKind, change: Partial<Field> = {}): Field => ({
  id: "1",
  key: "isi",
  kind,
  label_id: "Isi",
  label_en: "Value",
  required: false,
  archived: false,
  options: kind === "choice" ? [OPTION] : [],
  ...change,
});
const id = sayIn("id");
const en = sayIn("en");

describe("a value as people read it", () => {
  it.each([
    ["text", "Jalan Melati", "Jalan Melati", "Jalan Melati"],
    ["number", 1234.5, "1.234,5", "1,234.5"],
    ["number", 123456789.012345, "123.456.789,012345", "123,456,789.012345"],
    ["date", "2026-09-03", "3 September 2026", "3 September 2026"],
    ["date", "2026-05-01", "1 Mei 2026", "1 May 2026"],
    ["date", "unreadable", "unreadable", "unreadable"],
    ["choice", "pbg", "Bangunan", "Building"],
    ["choice", "gone", "gone", "gone"],
    ["yes_no", true, "Ya", "Yes"],
    ["yes_no", false, "Tidak", "No"],
  ] as const)("%s %s", (kind, value, indonesian, english) => {
    expect(readValue(aField(kind), value, "id", id)).toBe(indonesian);
    expect(readValue(aField(kind), value, "en", en)).toBe(english);
  });

  it("is told in the transcript in the reader's language", () => {
    const fields = [aField("choice")];
    expect(readChange({ key: "isi", value: "pbg" }, "Sari", fields, "id", id)).toBe("Sari mengisi Isi: Bangunan");
    expect(readChange({ key: "isi", value: "pbg" }, "Sari", fields, "en", en)).toBe("Sari set Value: Building");
    expect(readChange({ key: "isi", value: null }, "Sari", fields, "en", en)).toBe("Sari emptied Value");
    expect(readChange({ key: "other", value: "x" }, "Sari", fields, "id", id)).toBeNull();
  });

  it("has its label in both languages", () => {
    expect([labelOf(OPTION, "id"), labelOf(OPTION, "en")]).toEqual(["Bangunan", "Building"]);
  });
});

describe("the fields of a ticket", () => {
  const used = aField("text", { key: "a", required: true });
  const old = aField("text", { key: "b", archived: true, required: true });

  it("are those in use, and archived ones that hold something", () => {
    expect(fieldsFor([used, old], {})).toEqual([used]);
    expect(fieldsFor([used, old], { b: "x" })).toEqual([used, old]);
  });

  it("keep it open while a required one is empty; no is an answer", () => {
    expect(emptyRequired([used, old], {})).toEqual([used]);
    expect(emptyRequired([used, old], { a: false })).toEqual([]);
  });
});

describe("what is typed", () => {
  it.each([
    ["text", "  ", null],
    ["text", " x ", "x"],
    ["number", 0, 0],
    ["number", "", null],
    ["yes_no", "false", false],
    ["yes_no", "", null],
    ["choice", "pbg", "pbg"],
  ] as const)("of %s: %s", (kind, typed, value) => {
    expect(valueOf({ kind }, typed)).toBe(value);
  });

  it("shows what stands there", () => {
    expect([undefined, false, 0, "x"].map(typedOf)).toEqual(["", "false", 0, "x"]);
  });
});

describe("a key made of a label", () => {
  it.each([
    ["Jenis izin", [], "jenis_izin"],
    ["Jenis izin", ["jenis_izin"], "jenis_izin_2"],
    ["  Été 2026! ", [], "ete_2026"],
    ["2 lantai", [], "lantai"],
    ["许可", [], "isian"],
    ["a".repeat(90), [], "a".repeat(36)],
  ] as const)("%s", (label, taken, key) => {
    expect(keyFrom(label, taken)).toBe(key);
    expect(key).toMatch(/^[a-z][a-z0-9_]{0,39}$/);
  });
});
