/** The calls that help an agent write: drafts, canned responses, macros, tags, facts. */

import type { FieldValue } from "../fields/types";
import { request } from "./http";
import type { Handler, Role, Status, Ticket } from "./types";

const ROOT = "/api/v1";

export type Priority = "low" | "normal" | "high" | "urgent";
export const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];

export interface ServerDraft {
  readonly text: string;
  /** The same as rich text; null: it is plain. */
  readonly html: string | null;
  readonly private: boolean;
  /** null: there is no draft. */
  readonly version: string | null;
}

/** A canned response as it reads on one ticket. */
export interface Filled {
  readonly id: string;
  readonly shared: boolean;
  readonly name: string;
  readonly language: "id" | "en";
  readonly text: string;
  /** Variables without a value on this ticket: blanks in the text. */
  readonly missing: readonly string[];
}

export interface Canned {
  readonly id: string;
  readonly shared: boolean;
  readonly name: string;
  readonly text_id: string;
  readonly text_en: string;
}
export type CannedWords = Pick<Canned, "name" | "text_id" | "text_en">;

export interface MacroWords {
  readonly name: string;
  readonly take: boolean;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly priority: Priority | null;
  /** What it fills in, by the keys of fields. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly note: string;
  /** The canned response it sends. */
  readonly reply: string | null;
  readonly resolve: boolean;
  readonly snooze_minutes: number | null;
}
export interface Macro extends MacroWords {
  readonly id: string;
  readonly shared: boolean;
}

export type FactState = "current" | "check" | "unverified" | "historical";
export interface Suggestion {
  readonly id: string;
  readonly text: string;
  readonly source: string;
  readonly as_of: string;
  readonly state: FactState;
  /** The sentence with its date and source, as it is told. */
  readonly insert: string;
}

/** Whether this role writes what the whole desk shares. */
export function mayShare(role: Role): boolean {
  return role !== "agent";
}

function ticketPath(number: string, rest: string): string {
  return `${ROOT}/tickets/${encodeURIComponent(number)}/${rest}`;
}

export async function getDraft(number: string, signal: AbortSignal): Promise<ServerDraft> {
  return request<ServerDraft>(ticketPath(number, "draft"), { signal });
}

/** `leaving`: the page may be gone before the answer comes. */
export async function saveDraft(number: string, words: { text: string; html?: string | null; private: boolean }, leaving: boolean): Promise<ServerDraft> {
  return request<ServerDraft>(ticketPath(number, "draft"), { method: "PUT", body: words, keepalive: leaving });
}

export async function eraseDraft(number: string, version: string, leaving: boolean): Promise<void> {
  const path = `${ticketPath(number, "draft")}?version=${encodeURIComponent(version)}`;
  await request<undefined>(path, { method: "DELETE", body: {}, keepalive: leaving });
}

export async function listFilled(number: string, signal: AbortSignal): Promise<readonly Filled[]> {
  return (await request<{ data: readonly Filled[] }>(ticketPath(number, "canned"), { signal })).data;
}

export async function listSuggestions(number: string, signal: AbortSignal): Promise<readonly Suggestion[]> {
  return (await request<{ data: readonly Suggestion[] }>(ticketPath(number, "suggestions"), { signal })).data;
}

export async function changeTags(number: string, add: readonly string[], remove: readonly string[]): Promise<Ticket> {
  return request<Ticket>(ticketPath(number, "tags"), { method: "POST", body: { add, remove } });
}

export async function setPriority(number: string, priority: Priority): Promise<Ticket> {
  return request<Ticket>(ticketPath(number, "priority"), { method: "POST", body: { priority } });
}

/** The same key for every try: nothing is written twice. */
export async function runMacro(number: string, macro: string, key: string): Promise<Ticket> {
  const path = ticketPath(number, `macros/${encodeURIComponent(macro)}`);
  return request<Ticket>(path, { method: "POST", body: {}, headers: { "Idempotency-Key": key } });
}

export async function listTags(signal: AbortSignal): Promise<readonly string[]> {
  return (await request<{ data: readonly string[] }>(`${ROOT}/tags`, { signal })).data;
}

export interface CannedBook {
  readonly data: readonly Canned[];
  readonly variables: readonly string[];
}

export async function listCanned(signal: AbortSignal): Promise<CannedBook> {
  return request<CannedBook>(`${ROOT}/canned`, { signal });
}

export async function listMacros(signal: AbortSignal): Promise<readonly Macro[]> {
  return (await request<{ data: readonly Macro[] }>(`${ROOT}/macros`, { signal })).data;
}

/** What a ticket must be like; what is left out does not matter. */
export interface Wanted {
  readonly statuses: readonly Status[];
  readonly handler: Handler | null;
  /** "me", "none", or an agent's id. */
  readonly assignee: string | null;
  readonly team: string | null;
  readonly tag: string | null;
  readonly channel: string | null;
  readonly priority: Priority | null;
}
export interface SavedFilter {
  readonly id: string;
  readonly shared: boolean;
  readonly name: string;
  readonly wanted: Wanted;
}

export async function listSavedFilters(signal: AbortSignal): Promise<readonly SavedFilter[]> {
  return (await request<{ data: readonly SavedFilter[] }>(`${ROOT}/filters`, { signal })).data;
}

export type Kind = "canned" | "macros" | "filters";

function preparedPath(kind: Kind, shared: boolean, id: string | null): string {
  const place = shared ? `${ROOT}/shared/${kind}` : `${ROOT}/${kind}`;
  return id === null ? place : `${place}/${encodeURIComponent(id)}`;
}

/** Writes a new one, or one anew; its id. */
export async function writePrepared(kind: Kind, shared: boolean, id: string | null, words: object): Promise<string | null> {
  const made = await request<{ readonly id: string } | undefined>(preparedPath(kind, shared, id), {
    method: id === null ? "POST" : "PUT",
    body: words,
  });
  return made?.id ?? id;
}

export async function deletePrepared(kind: Kind, shared: boolean, id: string): Promise<void> {
  await request<undefined>(preparedPath(kind, shared, id), { method: "DELETE", body: {} });
}
