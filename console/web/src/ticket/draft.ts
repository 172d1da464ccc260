/** What an agent is writing on a ticket, and how a send ends for it. Pure. */

import { ApiError } from "../api/http";
import { htmlOf } from "./rich/plain";

export interface DraftFile {
  /** Our own name for it. */
  readonly key: string;
  readonly name: string;
  readonly size: number;
  /** How much of it has been sent, 0 to 1. */
  readonly done: number;
  /** The server's name for it, once it is there. */
  readonly id: string | null;
  /** Why it will not be there. */
  readonly error: Error | null;
}

/** Words, and the same as rich text; null: they are plain. */
export interface Written {
  readonly text: string;
  readonly html: string | null;
}

export interface Draft extends Written {
  readonly private: boolean;
  readonly files: readonly DraftFile[];
  /** Given at the first try; dropped when the words change. The same words never arrive twice. */
  readonly key: string | null;
  readonly sending: boolean;
  /** Why the last try failed. */
  readonly error: Error | null;
  /** The files of messages that were sent, should one be withdrawn. */
  readonly sent: Readonly<Record<string, readonly DraftFile[]>>;
}

export const EMPTY: Draft = { text: "", html: null, private: false, files: [], key: null, sending: false, error: null, sent: {} };

const MOST_FILES = 10;
const LARGEST_FILE = 10 * 1024 * 1024;
const LARGEST_TOGETHER = 20 * 1024 * 1024;

export type Change =
  | { readonly kind: "write"; readonly text: string; readonly html?: string | null }
  | { readonly kind: "note"; readonly private: boolean }
  | { readonly kind: "attach"; readonly files: readonly Pick<DraftFile, "key" | "name" | "size">[] }
  | { readonly kind: "progress"; readonly file: string; readonly done: number }
  | { readonly kind: "uploaded"; readonly file: string; readonly id: string }
  | { readonly kind: "refused"; readonly file: string; readonly error: Error }
  | { readonly kind: "detach"; readonly file: string }
  | { readonly kind: "send"; readonly key: string }
  | { readonly kind: "sent"; readonly message: string }
  | { readonly kind: "failed"; readonly error: Error }
  /** What was written in another browser. */
  | { readonly kind: "adopt"; readonly text: string; readonly html?: string | null; readonly private: boolean }
  | { readonly kind: "restore"; readonly message: string; readonly text: string; readonly html?: string | null };

export function canSend(draft: Draft): boolean {
  return !draft.sending && draft.text.trim() !== "" && draft.files.every((file) => file.id !== null);
}

export function change(draft: Draft, by: Change): Draft {
  switch (by.kind) {
    case "write":
      return draft.sending || (by.text === draft.text && (by.html ?? null) === draft.html)
        ? draft
        : { ...draft, text: by.text, html: by.html ?? null, key: null };
    case "note":
      return draft.sending ? draft : { ...draft, private: by.private, key: null };
    case "attach":
      return draft.sending ? draft : { ...draft, files: by.files.reduce(withFile, draft.files), key: null };
    case "progress":
      return onFile(draft, by.file, { done: by.done });
    case "uploaded":
      return onFile(draft, by.file, { done: 1, id: by.id });
    case "refused":
      return onFile(draft, by.file, { error: by.error });
    case "detach":
      return draft.sending ? draft : { ...draft, files: draft.files.filter((file) => file.key !== by.file), key: null };
    case "send":
      return canSend(draft) ? { ...draft, sending: true, error: null, key: draft.key ?? by.key } : draft;
    case "sent":
      return {
        ...EMPTY,
        private: draft.private,
        sent: draft.files.length === 0 ? draft.sent : { ...draft.sent, [by.message]: draft.files },
      };
    case "failed":
      return { ...draft, sending: false, error: by.error };
    case "adopt":
      return draft.sending ? draft : { ...draft, text: by.text, html: by.html ?? null, private: by.private, key: null };
    case "restore":
      return restored(draft, by.message, { text: by.text, html: by.html ?? null });
  }
}

function withFile(files: readonly DraftFile[], file: Pick<DraftFile, "key" | "name" | "size">): readonly DraftFile[] {
  return [...files, { ...file, done: 0, id: null, error: tooMuch(files, file.size) }];
}

/** What the server would refuse is said before it is sent. */
function tooMuch(files: readonly DraftFile[], size: number): Error | null {
  const good = files.filter((file) => file.error === null);
  const together = good.reduce((sum, file) => sum + file.size, size);
  if (size === 0) return new ApiError(400, "empty_file", null);
  if (size > LARGEST_FILE) return new ApiError(413, "too_large", null, { mb: LARGEST_FILE >> 20 });
  if (good.length >= MOST_FILES) return new ApiError(422, "too_many_files", null, { most: MOST_FILES });
  return together > LARGEST_TOGETHER ? new ApiError(422, "too_much", null, { mb: LARGEST_TOGETHER >> 20 }) : null;
}

/** A file that was taken away meanwhile is not missed. */
function onFile(draft: Draft, key: string, news: Partial<DraftFile>): Draft {
  return { ...draft, files: draft.files.map((file) => (file.key === key ? { ...file, ...news } : file)) };
}

/** A withdrawn reply comes back before what was written since. A note stays one: nothing of it may slip out. */
function restored(draft: Draft, message: string, back: Written): Draft {
  if (draft.sending) return draft;
  const begun = draft.text.trim() !== "";
  return {
    ...draft,
    ...(begun ? oneAfterOther(back, draft) : back),
    private: draft.private && begun,
    files: [...(draft.sent[message] ?? []), ...draft.files],
    key: null,
    error: null,
  };
}

function oneAfterOther(first: Written, then: Written): Written {
  const rich = first.html !== null || then.html !== null;
  return {
    text: `${first.text}\n\n${then.text}`,
    html: rich ? (first.html ?? htmlOf(first.text)) + (then.html ?? htmlOf(then.text)) : null,
  };
}
