/** The calls behind a ticket's further actions, by name. */

import { request } from "../api/http";
import type { Message, Ticket } from "../api/types";

const path = (number: string): string => `/api/v1/tickets/${encodeURIComponent(number)}`;
const about = (number: string, message: string): string => `${path(number)}/messages/${encodeURIComponent(message)}`;

/** What can be done to a ticket beside the everyday moves. */
export type Action =
  | { readonly name: "snooze"; readonly until: string }
  | { readonly name: "merge"; readonly into: string }
  | { readonly name: "close" | "spam" | "reopen" | "unmerge" };

export function act(number: string, action: Action): Promise<Ticket> {
  const { name, ...body } = action;
  return request<Ticket>(`${path(number)}/${name}`, { method: "POST", body });
}

/** The ticket that this message begins. */
export function split(number: string, message: string, subject: string): Promise<Ticket> {
  return request<Ticket>(`${about(number, message)}/split`, { method: "POST", body: { subject } });
}

export function retry(number: string, message: string): Promise<Message> {
  return request<Message>(`${about(number, message)}/retry`, { method: "POST", body: {} });
}

export function sendByMail(number: string, message: string): Promise<Message> {
  return request<Message>(`${about(number, message)}/by-mail`, { method: "POST", body: {} });
}

/** Shows the citizen of a chat that one types; whether it gets there matters to nobody. */
export function showTyping(number: string): void {
  void request(`${path(number)}/typing`, { method: "POST", body: {} }).catch(() => undefined);
}

/** Everything up to `seq` of this conversation was read here. */
export function noteRead(number: string, conversation: string, seq: number): Promise<undefined> {
  return request<undefined>(`${path(number)}/read`, { method: "POST", body: { conversation, seq } });
}
