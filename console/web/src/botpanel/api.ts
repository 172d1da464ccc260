/** The bot's part in a ticket, as the server tells it, and what agents do about it. */

import { request } from "../api/http";
import type { Message } from "../api/types";
import type { Language } from "../words/Words";

export interface Guess {
  readonly intent: string;
  readonly label: string;
  /** 0 to 1 */
  readonly confidence: number;
}

export interface Entity {
  readonly name: string;
  readonly value: string;
  /** A number or address of a person: only its kind is known. */
  readonly masked: boolean;
}

/** As the knowledge holds it now; all null where it is there no more. */
export interface Fact {
  readonly id: string;
  readonly text: string | null;
  readonly source: string | null;
  readonly as_of: string | null;
  readonly as_of_precision: string | null;
  readonly confidence: string | null;
  readonly status: string | null;
}

export interface Heard {
  readonly guesses: readonly Guess[];
  readonly entities: readonly Entity[];
  readonly signals: readonly string[];
  readonly locale: string;
  readonly source: string;
  readonly action: string;
  readonly answer: string | null;
  readonly about: string | null;
  readonly facts: readonly Fact[];
  readonly why: string | null;
  readonly why_label: string | null;
}

export interface Correction {
  readonly intent: string;
  readonly permit: string | null;
  readonly label: string;
  readonly by: string | null;
  readonly at: string | null;
  readonly state: "open" | "accepted" | "rejected";
}

export interface Reading {
  readonly message: string;
  readonly conversation: string;
  readonly seq: number;
  readonly at: string;
  readonly text: string;
  readonly heard: readonly Heard[];
  readonly correction: Correction | null;
  /** The review queue is done with it. */
  readonly decided: boolean;
}

export interface Proposal {
  readonly id: string;
  readonly conversation: string;
  readonly seq: number;
  readonly at: string;
  readonly state: "waiting" | "stale" | "sent" | "discarded";
  readonly text: string;
  readonly locale: string;
  readonly label: string;
  readonly answer: string;
  readonly facts: readonly Fact[];
  readonly decided_by: string | null;
  readonly decided_at: string | null;
}

export interface BotPart {
  readonly handed_off_for: string | null;
  readonly handed_off_label: string | null;
  readonly readings: readonly Reading[];
  readonly proposals: readonly Proposal[];
}

export interface Named {
  readonly id: string;
  readonly label: string;
  readonly of_permits: boolean;
}

export interface Meanings {
  readonly intents: readonly Named[];
  readonly permits: readonly Named[];
}

const ROOT = "/api/v1";

/** Under the ticket's own key: whatever moves the ticket reads this again too. */
export const botKey = (number: string, language: Language): readonly string[] => ["ticket", number, "bot", language];
export const meaningsKey = (language: Language): readonly string[] => ["meanings", language];

function ticketPath(number: string): string {
  return `${ROOT}/tickets/${encodeURIComponent(number)}`;
}

export function getBot(number: string, language: Language, signal: AbortSignal): Promise<BotPart> {
  return request<BotPart>(`${ticketPath(number)}/bot?locale=${language}`, { signal });
}

export function getMeanings(language: Language, signal: AbortSignal): Promise<Meanings> {
  return request<Meanings>(`${ROOT}/bot/meanings?locale=${language}`, { signal });
}

export async function correct(number: string, message: string, intent: string, permit: string | null): Promise<void> {
  const path = `${ticketPath(number)}/messages/${encodeURIComponent(message)}/meaning`;
  await request<undefined>(path, { method: "POST", body: { intent, permit } });
}

/** `text` null: as it is. The same key again sends nothing twice. */
export function sendProposal(number: string, proposal: string, text: string | null, key: string): Promise<Message> {
  return request<Message>(`${ticketPath(number)}/proposals/${encodeURIComponent(proposal)}/send`, {
    method: "POST",
    body: { text },
    headers: { "Idempotency-Key": key },
  });
}

export async function discardProposal(number: string, proposal: string): Promise<void> {
  const path = `${ticketPath(number)}/proposals/${encodeURIComponent(proposal)}/discard`;
  await request<undefined>(path, { method: "POST", body: {} });
}
