/** What to tell a person about an error. */

import { ApiError } from "../api/http";
import { blanksOf, type Blanks } from "./fill";
import { id, type Key } from "./id";
import type { Say } from "./Words";

/** Always in the reader's language: the server's own sentence is for those who write clients. */
export function explain(error: unknown, say: Say): string {
  if (!(error instanceof ApiError)) return say("error.refused", { status: "?" });
  if (error.status === 0) return say("error.unreachable");
  const { status, reason, code } = error;
  const values = { ...worded(error.params, say), ...named(error, say) };
  const key = [reason, code].map(refusal).find((one) => one !== null && fills(one, values));
  return key === undefined || key === null ? say(status >= 500 ? "error.server" : "error.refused", { status }) : say(key, values);
}

/** Fields that an error names go by their labels in the reader's language. */
function named(error: ApiError, say: Say): Blanks {
  const label = `label_${say("language.code")}`;
  const names = error.errors.flatMap((one) => (typeof one[label] === "string" ? [one[label]] : []));
  return names.length === 0 ? {} : { names: names.join(", ") };
}

function refusal(name: string | null): Key | null {
  const key = `refusal.${name ?? ""}`;
  return known(key) ? key : null;
}

function known(key: string): key is Key {
  return Object.hasOwn(id, key);
}

/** A sentence with a blank nobody fills is worth less than a shorter one. */
function fills(key: Key, values: Blanks): boolean {
  return blanksOf(id[key]).every((blank) => values[blank] !== undefined);
}

/** States and moves come by the names the server has for them; the rest is as it is. */
function worded(params: Blanks, say: Say): Blanks {
  const word = ([name, value]: [string, string | number]): [string, string | number] => {
    const key = name === "status" ? `status.${value}` : `refusal.${name}.${value}`;
    return [name, known(key) ? say(key) : value];
  };
  return Object.fromEntries(Object.entries(params).map(word));
}
