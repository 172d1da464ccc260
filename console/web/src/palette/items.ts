/** What the palette offers, and what of it fits some words. Pure. */

import { movesFor } from "../ticket/allowed";
import type { Agent, Move, Ticket } from "../api/types";
import { TICKET_KEYS, VIEW_KEYS } from "../shell/keys";
import { pagesOf } from "../shell/pages";
import { hrefOf } from "../shell/route";
import type { View } from "../list/views";
import type { Say } from "../words/Words";

export type Doing =
  | { readonly kind: "go"; readonly href: string }
  | { readonly kind: "move"; readonly move: Move }
  | { readonly kind: "write"; readonly private: boolean }
  | { readonly kind: "theme"; readonly scheme: "light" | "dark" | "auto" }
  | { readonly kind: "help" | "preferences" };

export interface Item {
  readonly id: string;
  readonly group: "ticket" | "go" | "found" | "console";
  readonly words: string;
  /** What stands beside the words: a key, or what a ticket is about. */
  readonly beside: string;
  readonly doing: Doing;
}

interface Place {
  readonly me: Agent;
  readonly view: View;
  /** Every view there is, by the name it goes by. */
  readonly views: readonly { readonly view: View; readonly name: string }[];
  /** The ticket on the screen. */
  readonly ticket: Ticket | undefined;
  readonly say: Say;
}

export function itemsFor({ me, view, views, ticket, say }: Place): readonly Item[] {
  const go: readonly Item[] = views.map((one) => ({
    id: `view-${one.view}`,
    group: "go",
    words: one.name,
    beside: VIEW_KEYS.find((key) => key.act.kind === "go" && key.act.view === one.view)?.keys.join(" ") ?? "",
    doing: { kind: "go", href: hrefOf({ view: one.view, number: null }) },
  }));
  const pages: readonly Item[] = pagesOf(me.role).map(({ words: key, href }) => ({
    id: `page-${key}`,
    group: "go",
    words: say(key),
    beside: "",
    doing: { kind: "go", href },
  }));
  return [...(ticket === undefined ? [] : ofTicket(ticket, me, view, say)), ...go, ...pages, ...ofConsole(say)];
}

function ofTicket(ticket: Ticket, me: Agent, view: View, say: Say): readonly Item[] {
  const beside = (words: string): string => TICKET_KEYS.find((key) => key.words === words)?.keys.join(" ") ?? "";
  const moves: readonly Item[] = movesFor(ticket, me).map((move) => ({
    id: `move-${move}`,
    group: "ticket",
    words: say(`move.${move}`),
    beside: beside(`move.${move}`),
    doing: { kind: "move", move },
  }));
  const write: readonly Item[] = ([false, true] as const).map((note) => ({
    id: note ? "note" : "reply",
    group: "ticket",
    words: say(note ? "key.note" : "key.reply"),
    beside: beside(note ? "key.note" : "key.reply"),
    doing: { kind: "write", private: note },
  }));
  const back = { kind: "go", href: hrefOf({ view, number: null }) } as const;
  const list: Item = { id: "back", group: "ticket", words: say("ticket.back"), beside: beside("ticket.back"), doing: back };
  return [...write, ...moves, list];
}

function ofConsole(say: Say): readonly Item[] {
  const themes: readonly Item[] = (["light", "dark", "auto"] as const).map((scheme) => ({
    id: `theme-${scheme}`,
    group: "console",
    words: `${say("preferences.theme")}: ${say(`theme.${scheme}`)}`,
    beside: "",
    doing: { kind: "theme", scheme },
  }));
  return [
    ...themes,
    { id: "preferences", group: "console", words: say("preferences.title"), beside: "", doing: { kind: "preferences" } },
    { id: "help", group: "console", words: say("key.help"), beside: "?", doing: { kind: "help" } },
  ];
}

/** A ticket that was found. */
export function itemOf(ticket: Ticket, view: View, say: Say): Item {
  const about = [ticket.contact.name || say("ticket.anonymous"), ticket.subject].filter(Boolean).join(" · ");
  return {
    id: `ticket-${ticket.number}`,
    group: "found",
    words: ticket.number,
    beside: about,
    doing: { kind: "go", href: hrefOf({ view, number: ticket.number }) },
  };
}

/** Those in which each of these words begins a word, in their order; all when nothing is asked. */
export function fitting(items: readonly Item[], typed: string): readonly Item[] {
  const wanted = words(typed);
  return items.filter((item) => {
    const there = words(item.words);
    return wanted.every((one) => there.some((word) => word.startsWith(one)));
  });
}

function words(text: string): readonly string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}
