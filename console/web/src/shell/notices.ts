/** Which events are news for an agent, by rule. Pure: what is known and an event give what is known then, and the news. */

import type { LiveEvent } from "../live/frames";
import type { Preferences, Rule } from "./preferences";

export interface Known {
  /** Open tickets of one's own, and those that wait in the queue, by number. */
  readonly mine: ReadonlySet<string>;
  readonly waiting: ReadonlySet<string>;
}

export interface News {
  readonly rule: Rule;
  readonly number: string;
}

export const UNKNOWING: Known = { mine: new Set(), waiting: new Set() };
const AT_WORK = new Set(["new", "open", "pending"]);
const WAITS = new Set(["new", "open"]);

/** `me`: one's id, as the log writes it. */
export function hear(known: Known, event: LiveEvent, me: string): { readonly known: Known; readonly news: News | null } {
  const number = event.ticket;
  if (number === null) return { known, news: null };
  const facts = event.facts ?? {};
  const own = event.actor === `agent:${me}`;
  if (event.kind === "message.added") {
    const told = facts["author"] === "contact" && known.mine.has(number);
    return { known, news: told ? { rule: "reply", number } : null };
  }
  if (event.kind === "mentioned") {
    const told = facts["agent"] === me && !own;
    return { known, news: told ? { rule: "mentioned", number } : null };
  }
  if (event.kind !== "ticket.changed" && event.kind !== "ticket.created") return { known, news: null };
  const status = String(facts["status"]);
  const mine = facts["handler"] === "agent" && facts["agent"] === me && AT_WORK.has(status);
  const waiting = facts["handler"] === "queue" && WAITS.has(status);
  const news: News | null =
    mine && !own && !known.mine.has(number)
      ? { rule: "assigned", number }
      : waiting && !own && !known.waiting.has(number)
        ? { rule: "queue", number }
        : null;
  return { known: { mine: placed(known.mine, number, mine), waiting: placed(known.waiting, number, waiting) }, news };
}

/** How news are told: whoever looks at the page sees them there, and hears nothing either. */
export function telling(
  news: News,
  wish: Pick<Preferences, "rules" | "sound">,
  page: { readonly looked: boolean; readonly allowed: boolean },
): { readonly notice: boolean; readonly sound: boolean } {
  const wanted = wish.rules.includes(news.rule) && !page.looked;
  return { notice: wanted && page.allowed, sound: wanted && wish.sound };
}

function placed(set: ReadonlySet<string>, number: string, there: boolean): ReadonlySet<string> {
  if (set.has(number) === there) return set;
  const next = new Set(set);
  if (there) next.add(number);
  else next.delete(number);
  return next;
}
