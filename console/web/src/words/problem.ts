/** What to tell a person about an error. */

import { ApiError } from "../api/http";
import type { Key } from "./id";
import type { Say } from "./Words";

/** What we can say in the reader's own language. */
const OURS: Readonly<Record<string, Key>> = {
  empty_file: "error.emptyFile",
  too_large: "error.tooLarge",
  too_many: "error.tooMany",
  too_much: "error.tooMuch",
  too_late: "error.tooLate",
  too_broad: "error.tooBroad",
  already_settled: "error.alreadySettled",
  overtaken: "error.overtaken",
  already_decided: "error.alreadyDecided",
  unknown_variable: "error.unknownVariable",
  missing_value: "error.missingValue",
  in_use: "error.inUse",
  too_many_prepared: "error.tooManyPrepared",
  bad_macro: "error.badMacro",
  bad_tag: "error.badTag",
  too_many_tags: "error.tooManyTags",
  bad_field: "error.badField",
  bad_value: "error.badValue",
  too_many_fields: "error.tooManyFields",
  key_taken: "error.keyTaken",
  field_archived: "error.fieldArchived",
  not_proven: "error.notProven",
  password_short: "error.passwordShort",
  already_there: "error.alreadyThere",
  last_admin: "error.lastAdmin",
  oneself: "error.oneself",
  too_many_tickets: "error.tooManyTickets",
  nobody_has_it: "error.nobodyHasIt",
  nothing_stays: "error.nothingStays",
  not_theirs: "error.notTheirs",
  moved_on: "error.movedOn",
  not_failed: "error.notFailed",
  no_mail: "error.noMail",
};

/** The labels of the fields that an error names, in the reader's language. */
function labels(error: ApiError, say: Say): string {
  const language = say("language.code");
  return error.errors.map((one) => String(one[`label_${language}`] ?? one["key"])).join(", ");
}

/** Else the server's own words first; ours when it had none. */
export function explain(error: unknown, say: Say): string {
  if (!(error instanceof ApiError)) return say("error.refused", { status: "?" });
  if (error.status === 0) return say("error.unreachable");
  if (error.code === "locked") return say("error.locked", { s: error.retryAfter ?? "?" });
  if (error.code === "fields_missing") return say("error.fieldsMissing", { names: labels(error, say) });
  const key = OURS[error.code ?? ""];
  if (key !== undefined) return say(key);
  if (error.detail !== null) return error.detail;
  return say(error.status >= 500 ? "error.server" : "error.refused", { status: error.status });
}
