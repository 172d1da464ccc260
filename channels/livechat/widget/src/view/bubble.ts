// One message in the log, changed part by part so that a screen reader hears only what is new.

import { linkify } from "../linkify";
import type { Attachment, Locale } from "../protocol";
import { clockTime, fullTime } from "../times";
import type { MessageRow, Status } from "../timeline";
import { fill, type Words } from "../words";
import { h, mark, on, refill, type Child } from "./dom";
import { icon, type Icon } from "./icons";

export interface Actions {
  choose(seq: number, id: string, label: string): void;
  retry(clientId: string): void;
  discard(clientId: string): void;
}

const MARKS: Readonly<Record<Exclude<Status, "none">, Icon>> = {
  pending: "pending",
  stored: "stored",
  read: "read",
  failed: "failed",
};

export class Bubble {
  readonly node = h("div", { "data-testid": "message", class: "row" });
  private readonly name = h("p");
  private readonly text = h("div", { class: "text", "data-testid": "message-text" });
  private readonly files = h("div", { class: "files" });
  private readonly meta = h("div", { class: "meta" });
  private readonly choices = h("div", { class: "choices", role: "group" });
  private readonly failure = h("div", { class: "failure", role: "status", "data-testid": "failure" });
  private readonly actions: Actions;

  constructor(actions: Actions) {
    this.actions = actions;
    const bubble = h("div", { class: "bubble" }, this.text, this.files, this.meta);
    this.node.append(this.name, bubble, this.choices, this.failure);
  }

  update(row: MessageRow, words: Words, locale: Locale): void {
    mark(this.node, "class", `row ${row.author}${row.first ? " first" : ""}`);
    mark(this.node, "data-author", row.author);
    mark(this.node, "data-seq", row.seq === null ? null : String(row.seq));
    mark(this.node, "data-status", row.status);
    const named = row.first && (row.author === "bot" || row.author === "agent");
    mark(this.name, "class", named ? "name" : "quiet");
    refill(this.name, `${locale} ${row.name ?? ""} ${row.author}`, () => [row.name || words[row.author]]);
    refill(this.text, row.text, () => parts(row.text));
    refill(this.files, JSON.stringify([locale, row.attachments]), () => row.attachments.map((one) => file(one, words)));
    refill(this.meta, `${locale} ${row.at} ${row.status}`, () => meta(row, words, locale));
    mark(this.choices, "aria-label", words.choices);
    refill(this.choices, JSON.stringify(row.choices), () => this.buttons(row));
    refill(this.failure, JSON.stringify([locale, row.failure]), () => this.refusal(row, words));
  }

  private buttons(row: MessageRow): readonly Child[] {
    const { seq } = row;
    if (seq === null) return [];
    return row.choices.map(({ id, label }) => {
      const button = h("button", { type: "button", "data-testid": "choice", "data-choice": id }, label);
      return on(button, "click", () => this.actions.choose(seq, id, label));
    });
  }

  private refusal(row: MessageRow, words: Words): readonly Child[] {
    const { failure, clientId } = row;
    if (!failure || !clientId) return [];
    const retry = h("button", { type: "button", "data-testid": "retry" }, words.retry);
    const discard = h("button", { type: "button", "data-testid": "discard" }, words.discard);
    return [
      h("p", {}, [words.failed, failure.detail].filter(Boolean).join(" ")),
      on(retry, "click", () => this.actions.retry(clientId)),
      on(discard, "click", () => this.actions.discard(clientId)),
    ];
  }
}

function parts(text: string): readonly Child[] {
  return linkify(text).map((part) =>
    part.href ? h("a", { href: part.href, target: "_blank", rel: "noopener nofollow" }, part.text) : part.text,
  );
}

function meta(row: MessageRow, words: Words, locale: Locale): readonly Child[] {
  const time = clockTime(row.at);
  return [
    time ? h("time", { datetime: row.at, title: fullTime(row.at, locale) }, time) : null,
    row.status === "none" ? null : icon(MARKS[row.status], words[row.status]),
  ];
}

function file(attachment: Attachment, words: Words): Child {
  const label = fill(words.attachment, { name: attachment.name });
  const href = address(attachment.url);
  const shown = [icon("file"), label] as const;
  return href ? h("a", { href, target: "_blank", rel: "noopener" }, ...shown) : h("span", {}, ...shown);
}

/** Attachments come from the office over https, or from the page's own origin. */
function address(url: string | null): string | null {
  if (!url) return null;
  try {
    const { href, origin, protocol } = new URL(url, document.baseURI);
    return protocol === "https:" || origin === location.origin ? href : null;
  } catch {
    return null;
  }
}
