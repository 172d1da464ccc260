/** The pages beside the tickets, and who may open which: the server decides, this hides what it would refuse. Pure. */

import type { Role } from "../api/types";
import { SEARCH } from "../search/place";
import { hrefOfPlace, PAGES } from "../supervise/places";
import type { Key } from "../words/id";
import { ACCOUNT, ADMIN_PAGES, adminHref, CANNED, LEDGER, type AdminPage } from "./route";

const FOR_SUPERVISORS: ReadonlySet<AdminPage> = new Set(["teams", "jobs", "health", "hours"]);

export interface PlaceToGo {
  readonly words: Key;
  readonly href: string;
}

export function adminPagesOf(role: Role): readonly AdminPage[] {
  if (role === "agent") return [];
  return ADMIN_PAGES.filter((page) => role === "admin" || FOR_SUPERVISORS.has(page));
}

/** Every page a role may open, but the tickets'. */
export function pagesOf(role: Role): readonly PlaceToGo[] {
  const everyone: readonly PlaceToGo[] = [
    { words: "search.title", href: SEARCH },
    { words: "canned.title", href: CANNED },
    { words: "account.title", href: ACCOUNT },
  ];
  if (role === "agent") return everyone;
  return [
    ...everyone,
    ...PAGES.map((page) => ({ words: `supervise.${page}`, href: hrefOfPlace(page) }) as const),
    { words: "ledger.title", href: LEDGER },
    ...adminPagesOf(role).map((page) => ({ words: `admin.${page}`, href: adminHref(page) }) as const),
  ];
}
