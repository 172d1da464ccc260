/** Where the agent is: a view and perhaps a ticket, or the ledger; kept in the address after '#'. */

import { useSyncExternalStore } from "react";
import { HOME, isView, type View } from "../list/views";

/** The address of the ledger of mail. */
export const LEDGER = "#/ledger";
/** The address of canned responses and macros. */
export const CANNED = "#/canned";

/** The address of the pages of those who supervise; more follows it. */
export const SUPERVISE = "#/supervise";

export interface Route {
  readonly view: View;
  readonly number: string | null;
}

export function readRoute(hash: string): Route {
  const [path = ""] = hash.replace(/^#/, "").split("?");
  const [, named, number] = path.split("/");
  const view = named === undefined ? undefined : decode(named);
  return {
    view: isView(view) ? view : HOME,
    number: number === undefined || number === "" ? null : decode(number),
  };
}

export function hrefOf(route: Route): string {
  const place = encodeURIComponent(route.view);
  return route.number === null ? `#/${place}` : `#/${place}/${encodeURIComponent(route.number)}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function follow(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function useHash(): string {
  return useSyncExternalStore(follow, () => window.location.hash);
}

export function useRoute(): Route {
  return readRoute(useHash());
}

/** The message of the ticket that is to be shown, in "#/open/{number}?message={id}". */
export function messageOf(hash: string): string | null {
  const at = hash.indexOf("?");
  return at < 0 ? null : new URLSearchParams(hash.slice(at + 1)).get("message");
}

export function useInSupervise(): boolean {
  const hash = useHash();
  return hash === SUPERVISE || hash.startsWith(`${SUPERVISE}/`);
}

export function useInLedger(): boolean {
  return useHash() === LEDGER;
}

export function useInCanned(): boolean {
  return useHash() === CANNED;
}

/** The pages for administrators, and one's own account; each with its address. */
export const ADMIN_PAGES = ["agents", "teams", "fields", "jobs", "health", "hours", "log"] as const;
export type AdminPage = (typeof ADMIN_PAGES)[number];
export const ACCOUNT = "#/account";

export function adminHref(page: AdminPage): string {
  return `#/admin/${page}`;
}

export function readAdminPage(hash: string): AdminPage | null {
  return ADMIN_PAGES.find((page) => hash === adminHref(page)) ?? null;
}

export function useAdminPage(): AdminPage | null {
  return readAdminPage(useHash());
}

export function useInAccount(): boolean {
  return useHash() === ACCOUNT;
}

const CONTACT = "#/contact/";

/** The address of a contact's page. */
export function hrefOfContact(id: string): string {
  return `${CONTACT}${encodeURIComponent(id)}`;
}

/** Whose page is open; null when none is. */
export function useContact(): string | null {
  const hash = useHash();
  const id = hash.startsWith(CONTACT) ? decode(hash.slice(CONTACT.length)) : "";
  return id === "" ? null : id;
}
