/** The calls of those who supervise, by name. */

import { ApiError, problem, request } from "../api/http";
import type { Message, Page } from "../api/types";
import type { AuditLine, Behind, Person, Report, TranscriptRow, Wall } from "./shapes";

const ROOT = "/api/v1";

/** Filters and places in a list; what is empty is left out. */
export type Query = Readonly<Record<string, string | null | undefined>>;

export function withQuery(path: string, query: Query): string {
  const said = Object.entries(query).filter((pair): pair is [string, string] => pair[1] != null && pair[1] !== "");
  const words = new URLSearchParams(said).toString();
  return words === "" ? `${ROOT}/${path}` : `${ROOT}/${path}?${words}`;
}

export const getWall = (signal: AbortSignal): Promise<Wall> => request(`${ROOT}/wall`, { signal });

export const getReport = (query: Query, signal: AbortSignal): Promise<Report> => request(withQuery("reports", query), { signal });

export const getBehind = (query: Query, signal: AbortSignal): Promise<Page<Behind>> =>
  request(withQuery("reports/tickets", query), { signal });

export const findTranscripts = (query: Query, signal: AbortSignal): Promise<Page<TranscriptRow>> =>
  request(withQuery("transcripts", query), { signal });

export const getAudit = (query: Query, signal: AbortSignal): Promise<Page<AuditLine>> =>
  request(withQuery("audit", query), { signal });

export async function getPeople(signal: AbortSignal): Promise<readonly Person[]> {
  return (await request<{ data: readonly Person[] }>(`${ROOT}/audit/people`, { signal })).data;
}

export function whisper(number: string, text: string): Promise<Message> {
  return request(`${ROOT}/tickets/${encodeURIComponent(number)}/whisper`, { method: "POST", body: { text } });
}

export interface Export {
  readonly format: "json" | "csv" | "pdf";
  readonly numbers?: readonly string[];
  readonly which?: Readonly<Record<string, string | number>>;
  readonly notes: boolean;
  readonly reason: string;
  readonly locale: "id" | "en";
}

/** Takes transcripts out as a file, which the browser then saves. */
export async function exportTranscripts(what: Export): Promise<void> {
  let response: Response;
  let file: Blob;
  try {
    response = await fetch(`${ROOT}/transcripts/export`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(what),
    });
    if (!response.ok) throw problem(response.status, await response.text());
    file = await response.blob();
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(0, "unreachable", null);
  }
  save(file, nameIn(response.headers.get("Content-Disposition")) ?? `transcripts.${what.format}`);
}

export function nameIn(disposition: string | null): string | null {
  return /filename="([^"]+)"/.exec(disposition ?? "")?.[1] ?? null;
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
