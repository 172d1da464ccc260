/** What a field is called and what stands in it, in the reader's language. Pure. */

import type { Language, Say } from "../words/Words";
import type { Field, FieldChange, FieldValue, Option } from "./types";

type Labels = Pick<Option, "label_id" | "label_en">;
type Held = Readonly<Record<string, FieldValue>>;

export function labelOf(labelled: Labels, language: Language): string {
  return language === "en" ? labelled.label_en : labelled.label_id;
}

/** A value as people read it; one that this console cannot read goes as it is. */
export function readValue(field: Field, value: FieldValue, language: Language, say: Say): string {
  switch (field.kind) {
    case "yes_no":
      return say(value === true ? "field.yes" : "field.no");
    case "choice": {
      const option = field.options.find((one) => one.key === value);
      return option === undefined ? String(value) : labelOf(option, language);
    }
    case "number":
      return typeof value === "number" ? NUMBER[language].format(value) : String(value);
    case "date":
      return typeof value === "string" ? date(value, language) : String(value);
    case "text":
      return String(value);
  }
}

const NUMBER: Readonly<Record<Language, Intl.NumberFormat>> = {
  id: new Intl.NumberFormat("id-ID", { maximumSignificantDigits: 15 }),
  en: new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 15 }),
};

/** "3 September 2026" */
function date(day: string, language: Language): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  const format = { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" } as const;
  return new Intl.DateTimeFormat(language === "id" ? "id-ID" : "en-GB", format).format(at);
}

/** The fields a ticket shows: those in use, and archived ones that hold something. */
export function fieldsFor(fields: readonly Field[], held: Held): readonly Field[] {
  return fields.filter((one) => !one.archived || held[one.key] !== undefined);
}

/** Those that keep a ticket from being resolved. */
export function emptyRequired(fields: readonly Field[], held: Held): readonly Field[] {
  return fields.filter((one) => one.required && !one.archived && held[one.key] === undefined);
}

/** What the system tells of a change; null: of a field that is not known here. */
export function readChange(change: FieldChange, name: string, fields: readonly Field[], language: Language, say: Say): string | null {
  const field = fields.find((one) => one.key === change.key);
  if (field === undefined) return null;
  const label = labelOf(field, language);
  if (change.value === null) return say("field.emptied", { name, label });
  return say("field.filled", { name, label, value: readValue(field, change.value, language, say) });
}

/** What is in a control: text as it is typed, a number as soon as it is one. */
export type Typed = string | number;

/** A value as its control holds it; empty: "". */
export function typedOf(value: FieldValue | undefined): Typed {
  if (value === undefined) return "";
  return typeof value === "boolean" ? String(value) : value;
}

/** What a control holds as the server takes it; null: empty. */
export function valueOf(field: Pick<Field, "kind">, typed: Typed): FieldValue | null {
  if (typeof typed === "number") return typed;
  const text = typed.trim();
  if (text === "") return null;
  return field.kind === "yes_no" ? text === "true" : text;
}

/** A key made of a label, other than those there are: "Jenis izin" is `jenis_izin`. */
export function keyFrom(label: string, taken: readonly string[]): string {
  const plain = label.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^a-z0-9]+/g, "_").replace(/^[_0-9]+|_+$/g, "");
  const key = plain.slice(0, 36).replace(/_+$/, "") || "isian";
  let free = key;
  for (let n = 2; taken.includes(free); n += 1) free = `${key}_${String(n)}`;
  return free;
}
