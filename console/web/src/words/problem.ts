/** What to tell a person about an error. */

import { ApiError } from "../api/http";
import type { Say } from "./Words";

/** The server's own words first; ours when it had none. */
export function explain(error: unknown, say: Say): string {
  if (!(error instanceof ApiError)) return say("error.refused", { status: "?" });
  if (error.status === 0) return say("error.unreachable");
  if (error.detail !== null) return error.detail;
  return say(error.status >= 500 ? "error.server" : "error.refused", { status: error.status });
}
