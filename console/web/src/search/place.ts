/** What is searched for, as the address after '#' says it. Pure. */

import type { Status } from "../api/types";

export const SEARCH = "#/search";

export interface Sought {
  readonly q: string;
  readonly status: readonly Status[];
  /** A kind of channel. */
  readonly channel: string | null;
  readonly mine: boolean;
  /** Days in WIB, "2026-09-03"; both included. */
  readonly since: string | null;
  readonly until: string | null;
  readonly attachment: boolean;
}

export const NOTHING: Sought = { q: "", status: [], channel: null, mine: false, since: null, until: null, attachment: false };

const STATUSES: readonly Status[] = ["new", "open", "pending", "snoozed", "resolved", "closed", "spam", "merged"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Null: another page. What makes no sense is left out. */
export function readSearch(hash: string): Sought | null {
  const [page, query] = split(hash);
  if (page !== SEARCH) return null;
  const given = new URLSearchParams(query);
  const named = (given.get("status") ?? "").split(",");
  return {
    q: given.get("q") ?? "",
    status: STATUSES.filter((one) => named.includes(one)),
    channel: given.get("channel"),
    mine: given.get("agent") === "me",
    since: dayOf(given.get("since")),
    until: dayOf(given.get("until")),
    attachment: given.get("attachment") === "true",
  };
}

export function hrefOfSearch(sought: Sought): string {
  const query = parameters(sought).toString();
  return query === "" ? SEARCH : `${SEARCH}?${query}`;
}

/** What the server is asked: days become moments of the office's day. */
export function askedOf(sought: Sought): URLSearchParams {
  const asked = parameters({ ...sought, q: sought.q.trim() });
  if (sought.since !== null) asked.set("since", `${sought.since}T00:00:00+07:00`);
  if (sought.until !== null) asked.set("until", nextDay(sought.until));
  return asked;
}

export function isNarrowed(sought: Sought): boolean {
  return hrefOfSearch({ ...sought, q: "" }) !== SEARCH;
}

function parameters(sought: Sought): URLSearchParams {
  const given = new URLSearchParams();
  if (sought.q !== "") given.set("q", sought.q);
  if (sought.status.length > 0) given.set("status", sought.status.join(","));
  if (sought.channel !== null) given.set("channel", sought.channel);
  if (sought.mine) given.set("agent", "me");
  if (sought.since !== null) given.set("since", sought.since);
  if (sought.until !== null) given.set("until", sought.until);
  if (sought.attachment) given.set("attachment", "true");
  return given;
}

function split(hash: string): readonly [string, string] {
  const at = hash.indexOf("?");
  return at < 0 ? [hash, ""] : [hash.slice(0, at), hash.slice(at + 1)];
}

function dayOf(text: string | null): string | null {
  return text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

function nextDay(day: string): string {
  const midnight = new Date(`${day}T00:00:00+07:00`).getTime();
  return new Date(midnight + 86_400_000).toISOString();
}
