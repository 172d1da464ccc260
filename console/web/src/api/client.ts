/** The calls the console makes, by name. */

import type { Settling } from "../fields/types";
import { ApiError, request } from "./http";
import type { Agent, BulkMove, Colleague, Counts, Debt, Hit, Mailbox, Message, Move, Page, Presence, Team, Ticket } from "./types";

const ROOT = "/api/v1";
const PAGE = 50;
const TRANSCRIPT_PAGE = 200;

export type Filter = Readonly<Record<string, string>>;

function ticketPath(number: string): string {
  return `${ROOT}/tickets/${encodeURIComponent(number)}`;
}

/** Who is signed in; null when nobody is. */
export async function whoAmI(signal: AbortSignal): Promise<Agent | null> {
  try {
    return signedIn(await request<Session>(`${ROOT}/session`, { signal }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

interface Session {
  readonly agent: Agent;
  readonly owes: readonly Debt[];
}

function signedIn(session: Session): Agent {
  return { ...session.agent, owes: session.owes };
}

export async function signIn(login: { email: string; password: string; code: string }): Promise<Agent> {
  return signedIn(await request<Session>(`${ROOT}/session`, { method: "POST", body: login }));
}

export async function signOut(): Promise<void> {
  await request<undefined>(`${ROOT}/session`, { method: "DELETE", body: {} });
}

export async function listTickets(filter: Filter, after: string | null, signal: AbortSignal): Promise<Page<Ticket>> {
  const query = new URLSearchParams({ ...filter, limit: String(PAGE) });
  if (after !== null) query.set("after", after);
  return request<Page<Ticket>>(`${ROOT}/tickets?${query.toString()}`, { signal });
}

/** How many tickets each view has. */
export async function countTickets(signal: AbortSignal): Promise<Counts> {
  return request<Counts>(`${ROOT}/tickets/counts`, { signal });
}

export async function getTicket(number: string, signal: AbortSignal): Promise<Ticket> {
  return request<Ticket>(ticketPath(number), { signal });
}

/** Every message of the ticket, oldest first, page by page. */
export async function getTranscript(number: string, signal: AbortSignal): Promise<readonly Message[]> {
  const all: Message[] = [];
  let after: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(TRANSCRIPT_PAGE) });
    if (after !== null) query.set("after", after);
    const page: Page<Message> = await request(`${ticketPath(number)}/messages?${query.toString()}`, { signal });
    all.push(...page.data);
    after = page.data.length === 0 ? null : page.next;
  } while (after !== null);
  return all;
}

export interface Outgoing {
  readonly number: string;
  readonly text: string;
  /** The same as rich text: the server makes the text from it. */
  readonly html: string | null;
  readonly private: boolean;
  /** Ids of uploads. */
  readonly attachments: readonly string[];
  /** Ids of the colleagues a note is meant for. */
  readonly mentions: readonly string[];
  /** The same key for every try of the same words: the server stores them once. */
  readonly key: string;
  /** The reply settles the matter. */
  readonly resolve: boolean;
  /** The version of the draft that is sent: the server throws it away. */
  readonly draft: string | null;
}

export async function sendMessage(out: Outgoing): Promise<Message> {
  return request<Message>(`${ticketPath(out.number)}/messages`, {
    method: "POST",
    body: {
      text: out.text,
      private: out.private,
      attachments: out.attachments,
      ...(out.mentions.length > 0 ? { mentions: out.mentions } : {}),
      ...(out.html === null ? {} : { html: out.html }),
      ...(out.resolve ? { resolve: true } : {}),
      ...(out.draft === null ? {} : { draft: out.draft }),
    },
    headers: { "Idempotency-Key": out.key },
  });
}

/** Withdraws a message that is still held. */
export async function undoMessage(number: string, message: string): Promise<void> {
  const path = `${ticketPath(number)}/messages/${encodeURIComponent(message)}/undo`;
  await request<undefined>(path, { method: "POST", body: {} });
}

export async function moveTicket(number: string, move: Move | BulkMove | Settling): Promise<Ticket> {
  return request<Ticket>(`${ticketPath(number)}/${move}`, { method: "POST", body: {} });
}

/** `asked`: words and filters, as the query string names them. */
export async function search(asked: string, after: string | null, signal: AbortSignal): Promise<Page<Hit>> {
  const query = new URLSearchParams(asked);
  if (after !== null) query.set("after", after);
  return request<Page<Hit>>(`${ROOT}/search?${query.toString()}`, { signal });
}

export async function getLedger(signal: AbortSignal): Promise<readonly Mailbox[]> {
  return (await request<{ mailboxes: readonly Mailbox[] }>(`${ROOT}/mail/ledger`, { signal })).mailboxes;
}

export async function listColleagues(signal: AbortSignal): Promise<readonly Colleague[]> {
  return (await request<{ data: readonly Colleague[] }>(`${ROOT}/colleagues`, { signal })).data;
}

export async function choosePresence(presence: Presence): Promise<void> {
  await request<undefined>(`${ROOT}/presence`, { method: "POST", body: { presence } });
}

export async function limitColleague(colleague: { id: string; limited: boolean }): Promise<void> {
  const path = `${ROOT}/colleagues/${encodeURIComponent(colleague.id)}`;
  await request<undefined>(path, { method: "PATCH", body: { limited: colleague.limited } });
}

export async function listTeams(signal: AbortSignal): Promise<readonly Team[]> {
  return (await request<{ data: readonly Team[] }>(`${ROOT}/teams`, { signal })).data;
}

export async function createTeam(name: string): Promise<Team> {
  return request<Team>(`${ROOT}/teams`, { method: "POST", body: { name } });
}

export interface TeamChange {
  readonly id: string;
  readonly name?: string;
  readonly members?: readonly string[];
}

export async function changeTeam({ id, ...change }: TeamChange): Promise<Team> {
  return request<Team>(`${ROOT}/teams/${encodeURIComponent(id)}`, { method: "PATCH", body: change });
}

/** To an agent or a team; a team null: no team's. */
export type Whose = { readonly agent: string } | { readonly team: string | null };

export async function assignTicket(number: string, whose: Whose): Promise<Ticket> {
  return request<Ticket>(`${ticketPath(number)}/assign`, { method: "POST", body: whose });
}
