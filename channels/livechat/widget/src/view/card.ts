// An answer in parts: what leads to it, each fact with its source and date, and how it closes.

import { linkify } from "../linkify";
import type { Card } from "../protocol";
import type { MessageRow } from "../timeline";
import { fill, type Words } from "../words";
import { h, type Child } from "./dom";
import { icon } from "./icons";

/** A text with its addresses as links. */
export function prose(text: string): readonly Child[] {
  return linkify(text).map((part) =>
    part.href ? h("a", { href: part.href, target: "_blank", rel: "noopener nofollow" }, part.text) : part.text,
  );
}

export function answer({ text, lead, cards, close }: Pick<MessageRow, "text" | "lead" | "cards" | "close">, words: Words): readonly Child[] {
  if (cards.length === 0) return prose(text);
  return [
    lead ? h("p", {}, ...prose(lead)) : null,
    ...cards.map((one) => card(one, words)),
    close ? h("p", {}, ...prose(close)) : null,
  ];
}

function card({ text, source, asOf, certain }: Card, words: Words): Child {
  const origin = [source && fill(words.source, { source }), asOf && fill(words.asOf, { date: asOf })].filter(Boolean).join(", ");
  return h(
    "div",
    { class: "card", "data-testid": "card", "data-certain": String(certain) },
    h("p", {}, ...prose(text)),
    origin ? h("p", { class: "source" }, ...prose(origin)) : null,
    certain ? null : h("p", { class: "unsure" }, icon("failed"), words.unsure),
  );
}
