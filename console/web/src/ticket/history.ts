/** A transcript as it is read: new wordings with what they change, runs of the system's words folded. Pure. */

import type { Message } from "../api/types";
import { dayKey } from "../words/time";

export type Entry =
  /** `wordings`: what it said before, oldest first; `message` says what it says now. */
  | { readonly kind: "message"; readonly id: string; readonly message: Message; readonly wordings: readonly Message[] }
  /** Here the citizen changed an earlier message, which shows the new words. */
  | { readonly kind: "edit"; readonly id: string; readonly message: Message; readonly of: Message }
  | { readonly kind: "changes"; readonly id: string; readonly messages: readonly Message[] };

export function arrange(messages: readonly Message[]): readonly Entry[] {
  const edits = editsOf(messages);
  const entries: Entry[] = [];
  for (const message of messages) {
    const of = edits.original.get(message.id);
    if (of !== undefined) entries.push({ kind: "edit", id: message.id, message, of });
    else if (message.author.kind === "system") pushChange(entries, message);
    else entries.push(withWordings(message, edits.later.get(message.id) ?? []));
  }
  return entries.map(unfoldSingle);
}

interface Edits {
  /** The edited message, by the id of its new wording. */
  readonly original: ReadonlyMap<string, Message>;
  /** The new wordings, by the id of the edited message. */
  readonly later: ReadonlyMap<string, readonly Message[]>;
}

function editsOf(messages: readonly Message[]): Edits {
  const bySeq = new Map<string, Message>();
  const original = new Map<string, Message>();
  const later = new Map<string, Message[]>();
  for (const message of messages) {
    if (message.seq === null) continue;
    const of = message.edited && message.edits !== null ? bySeq.get(place(message, message.edits)) : undefined;
    if (of === undefined) {
      bySeq.set(place(message, message.seq), message);
      continue;
    }
    original.set(message.id, of);
    later.set(of.id, [...(later.get(of.id) ?? []), message]);
  }
  return { original, later };
}

/** `seq` is one message's in a chat, though a split may have put the chat on two conversations. */
function place(message: Message, seq: number): string {
  return `${message.channel.name} ${String(seq)}`;
}

function withWordings(message: Message, later: readonly Message[]): Entry {
  const newest = later.at(-1);
  if (newest === undefined) return { kind: "message", id: message.id, message, wordings: [] };
  const files = newest.attachments.length > 0 ? newest.attachments : message.attachments;
  return {
    kind: "message",
    id: message.id,
    message: { ...message, text: newest.text, attachments: files },
    wordings: [message, ...later.slice(0, -1)],
  };
}

function pushChange(entries: Entry[], message: Message): void {
  const before = entries.at(-1);
  if (before?.kind === "changes" && sameDay(before.messages.at(-1), message)) {
    entries[entries.length - 1] = { ...before, messages: [...before.messages, message] };
  } else {
    entries.push({ kind: "changes", id: message.id, messages: [message] });
  }
}

function sameDay(one: Message | undefined, other: Message): boolean {
  return one !== undefined && dayKey(new Date(one.at)) === dayKey(new Date(other.at));
}

/** One alone is no run. */
function unfoldSingle(entry: Entry): Entry {
  const [only, ...more] = entry.kind === "changes" ? entry.messages : [];
  return only === undefined || more.length > 0 ? entry : { kind: "message", id: only.id, message: only, wordings: [] };
}

export function timeOf(entry: Entry): string {
  return entry.kind === "changes" ? (entry.messages[0]?.at ?? "") : entry.message.at;
}

/** Whether this message is shown in this entry. */
export function holds(entry: Entry, message: string): boolean {
  return entry.kind === "changes" ? entry.messages.some((one) => one.id === message) : entry.id === message;
}
