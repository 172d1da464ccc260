/** The calls about contacts, by name. */

import { request } from "../api/http";
import type { Page } from "../api/types";
import type { Change, Contact, ContactRow, ContactTicket } from "./types";

const ROOT = "/api/v1/contacts";
const path = (id: string): string => `${ROOT}/${encodeURIComponent(id)}`;

export function getContact(id: string, signal: AbortSignal): Promise<Contact> {
  return request<Contact>(path(id), { signal });
}

export function getTickets(id: string, after: string | null, signal: AbortSignal): Promise<Page<ContactTicket>> {
  const query = new URLSearchParams({ limit: "25" });
  if (after !== null) query.set("after", after);
  return request<Page<ContactTicket>>(`${path(id)}/tickets?${query.toString()}`, { signal });
}

/** By name, address or a ticket's number. */
export function findContacts(words: string, signal: AbortSignal): Promise<Page<ContactRow>> {
  const query = new URLSearchParams({ q: words, limit: "10" });
  return request<Page<ContactRow>>(`${ROOT}?${query.toString()}`, { signal });
}

export function changeContact(id: string, change: Change): Promise<Contact> {
  return request<Contact>(path(id), { method: "PATCH", body: change });
}

/** Everything of this one goes on with the other, which is the answer. */
export function mergeContact(id: string, into: string): Promise<Contact> {
  return request<Contact>(`${path(id)}/merge`, { method: "POST", body: { into } });
}

export function unmergeContact(id: string): Promise<Contact> {
  return request<Contact>(`${path(id)}/unmerge`, { method: "POST", body: {} });
}
