import { describe, expect, it } from "vitest";
import { en } from "./en";
import { blanksOf, fill } from "./fill";
import { id, type Key } from "./id";

describe("catalogues", () => {
  it("name the same things", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(id).sort());
  });

  it.each(Object.keys(id) as Key[])("%s says something, with the same blanks", (key) => {
    expect(id[key].trim()).not.toBe("");
    expect(en[key].trim()).not.toBe("");
    expect(blanksOf(en[key])).toEqual(blanksOf(id[key]));
  });
});

describe("fill", () => {
  it("puts values in, and leaves what nobody filled", () => {
    expect(fill("{h} jam {m} mnt", { h: 2 })).toBe("2 jam {m} mnt");
  });
  it("does not read a value's own braces or $ signs", () => {
    expect(fill("cari {q}", { q: "{q} $&" })).toBe("cari {q} $&");
  });
});
