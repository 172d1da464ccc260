/** The office's own fields of tickets, as the server says them. */

export type FieldKind = "text" | "number" | "date" | "choice" | "yes_no";
export const KINDS: readonly FieldKind[] = ["text", "number", "date", "choice", "yes_no"];

/** What stands in a field: a date as YYYY-MM-DD, a choice as the key of its option. */
export type FieldValue = string | number | boolean;

export interface Option {
  readonly key: string;
  readonly label_id: string;
  readonly label_en: string;
  readonly archived: boolean;
}

/** What of a field can be changed. */
export interface FieldWords {
  readonly label_id: string;
  readonly label_en: string;
  /** It must be filled before a ticket is resolved. */
  readonly required: boolean;
  readonly options: readonly Option[];
}

export interface Field extends FieldWords {
  readonly id: string;
  readonly key: string;
  readonly kind: FieldKind;
  readonly archived: boolean;
}

/** A field that was set, and to what; null: it was emptied. */
export interface FieldChange {
  readonly key: string;
  readonly value: FieldValue | null;
}

/** How a ticket is settled by hand: not before what must be filled is. */
export type Settling = "resolve" | "close";
