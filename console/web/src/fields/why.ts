/** Why a value was not taken, in the reader's words. */

import { ApiError } from "../api/http";
import { explain } from "../words/problem";
import type { Say } from "../words/Words";
import type { Field } from "./types";

export function whyNot(error: Error | null, field: Pick<Field, "kind">, say: Say): string | null {
  if (error === null) return null;
  if (error instanceof ApiError && error.code === "bad_value") return say(`field.wrong.${field.kind}`);
  return explain(error, say);
}

/** The keys of the fields that a ticket cannot be resolved without; none: that is not why. */
export function missingIn(error: Error | null): readonly string[] {
  if (!(error instanceof ApiError) || error.code !== "fields_missing") return [];
  return error.errors.flatMap((one) => (typeof one["key"] === "string" ? [one["key"]] : []));
}
