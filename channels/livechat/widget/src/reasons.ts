// Why something was refused, in the citizen's words. Pure.

import { LOST, type Failure } from "./outbox";
import type { Words } from "./words";

const CODES: Readonly<Record<string, keyof Words>> = {
  [LOST]: "filesLost",
  file_too_large: "fileRefusedLarge",
  file_type: "fileRefusedType",
  network: "trouble",
  too_large: "tooLarge",
  unknown_type: "notOffered",
  bad_frame: "unreadable",
  not_text: "unreadable",
  not_json: "unreadable",
  hello_first: "trouble",
  hello_again: "trouble",
};

/** Our own words for what only programs understand; else the server's, which are in the citizen's language. */
export function reason(failure: Failure, words: Words): string {
  const key = CODES[failure.code];
  return key ? words[key] : failure.detail || words.trouble;
}
