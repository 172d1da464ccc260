import { describe, expect, it } from "vitest";
import { shortAddress } from "./address";
import { changed } from "./changed";

const siti = { id: "c", name: "Siti", locale: "id", note: "", reply_to: null, created_at: "", identities: [] } as const;

describe("what was changed", () => {
  it.each([
    [{}, null],
    [{ name: "Siti " }, null],
    [{ name: " " }, null],
    [{ note: " " }, null],
    [{ name: " Siti A.", note: "Senin " }, { name: "Siti A.", note: "Senin" }],
    [{ locale: "en" }, { locale: "en" }],
    [{ locale: "id" }, null],
  ] as const)("%j: %j", (edited, change) => expect(changed(siti, edited)).toEqual(change));
  it("of somebody without a name may be the note alone", () => {
    expect(changed({ ...siti, name: "" }, { name: "", note: "Senin" })).toEqual({ note: "Senin" });
  });
});

describe("addresses", () => {
  it("of a chat are shortened, others are whole", () => {
    expect(shortAddress({ kind: "livechat", address: "5".repeat(64) })).toBe("5555555555…");
    expect(shortAddress({ kind: "email", address: "siti.aminah.panjang@kantor.example" })).toContain("@kantor.example");
  });
});
