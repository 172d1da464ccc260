/** Where the agent is: a view and perhaps a ticket, or the ledger; kept in the address after '#'. */

import { useSyncExternalStore } from "react";
import { HOME, isView, type View } from "../list/views";

/** The address of the ledger of mail. */
export const LEDGER = "#/ledger";

export interface Route {
  readonly view: View;
  readonly number: string | null;
}

export function readRoute(hash: string): Route {
  const [, view, number] = hash.replace(/^#/, "").split("/");
  return {
    view: isView(view) ? view : HOME,
    number: number === undefined || number === "" ? null : decode(number),
  };
}

export function hrefOf(route: Route): string {
  return route.number === null ? `#/${route.view}` : `#/${route.view}/${encodeURIComponent(route.number)}`;
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

function useHash(): string {
  return useSyncExternalStore(follow, () => window.location.hash);
}

export function useRoute(): Route {
  return readRoute(useHash());
}

export function useInLedger(): boolean {
  return useHash() === LEDGER;
}
