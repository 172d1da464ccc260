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
  nothing_stays: "error.nothingStays",
  not_theirs: "error.notTheirs",
  moved_on: "error.movedOn",
  not_failed: "error.notFailed",
  no_mail: "error.noMail",
};

/** Else the server's own words first; ours when it had none. */
export function explain(error: unknown, say: Say): string {
  if (!(error instanceof ApiError)) return say("error.refused", { status: "?" });
  if (error.status === 0) return say("error.unreachable");
  const key = OURS[error.code ?? ""];
  if (key !== undefined) return say(key);
  if (error.detail !== null) return error.detail;
  return say(error.status >= 500 ? "error.server" : "error.refused", { status: error.status });
}
