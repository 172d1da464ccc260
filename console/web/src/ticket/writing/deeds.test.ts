import { expect, it } from "vitest";
import type { MacroWords } from "../../api/writing";
import { unknownIn } from "../../canned/variables";
import { sayIn } from "../../words/Words";
import { deedsOf } from "./deeds";
import { difference } from "./useMarks";

const NOTHING: MacroWords = { name: "x", take: false, add: [], remove: [], priority: null, fields: {}, note: "", reply: null, resolve: false, snooze_minutes: null };

it("a macro says what it does, in order", () => {
  const all = { ...NOTHING, take: true, add: ["nib"], remove: ["lama"], priority: "high", fields: { luas: 12.5, lain: "x" }, note: "n", reply: "r", resolve: true } as const;
  const luas = { id: "1", key: "luas", kind: "number", label_id: "Luas", label_en: "Area", required: false, archived: false, options: [] } as const;
  expect(deedsOf(all, [luas], "id", sayIn("id"))).toEqual([
    "ambil alih",
    "tambah tag nib",
    "lepas tag lama",
    "prioritas Tinggi",
    "isi Luas: 12,5",
    "isi lain: x",
    "tulis catatan",
    "kirim balasan kepada warga",
    "selesaikan",
  ]);
  const snoozes = [45, 120, 2880].map((snooze_minutes) => deedsOf({ ...NOTHING, snooze_minutes }, [], "id", sayIn("id"))[0]);
  expect(snoozes).toEqual(["tunda 45 mnt", "tunda 2 jam", "tunda 2 hari"]);
});

it("tags that changed are told apart", () => {
  expect(difference(["a", "b"], ["b", "c"])).toEqual({ add: ["c"], remove: ["a"] });
});

it("what is no variable is found", () => {
  expect(unknownIn("{contact.name} {kota} {kota} {", ["contact.name"])).toEqual(["{kota}"]);
});
