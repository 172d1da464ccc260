// One message in the log, changed part by part so that a screen reader hears only what is new.

import type { Extras, ParcelView } from "../extras";
import type { Locale } from "../protocol";
import { LOST } from "../outbox";
import { reason } from "../reasons";
import { clockTime, fullTime } from "../times";
import type { MessageRow, Status } from "../timeline";
import type { Words } from "../words";
import { answer } from "./card";
import { h, mark, on, refill, type Child } from "./dom";
import { icon, type Icon } from "./icons";

export interface Actions {
  choose(seq: number, id: string, label: string): void;
  retry(clientId: string): void;
  discard(clientId: string): void;
  extras(): Extras | null;
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
  private parcels: readonly ParcelView[] = [];

  constructor(actions: Actions) {
    this.actions = actions;
    const bubble = h("div", { class: "bubble" }, this.text, this.files, this.meta);
    this.node.append(this.name, bubble, this.choices, this.failure);
  }

  update(row: MessageRow, words: Words, locale: Locale): void {
    mark(this.node, "class", `row ${row.author}${row.first ? " first" : ""}${row.cards.length > 0 ? " wide" : ""}`);
    mark(this.node, "data-author", row.author);
    mark(this.node, "data-seq", row.seq === null ? null : String(row.seq));
    mark(this.node, "data-status", row.status);
    const named = row.first && (row.author === "bot" || row.author === "agent");
    mark(this.name, "class", named ? "name" : "quiet");
    refill(this.name, `${locale} ${row.name ?? ""} ${row.author}`, () => [row.name || words[row.author]]);
    const said = row.cards.length > 0 ? JSON.stringify([locale, row.lead, row.cards, row.close]) : row.text;
    refill(this.text, said, () => answer(row, words));
    this.attach(row, words, locale);
    refill(this.meta, `${locale} ${row.at} ${row.status}`, () => meta(row, words, locale));
    mark(this.choices, "aria-label", words.choices);
    refill(this.choices, JSON.stringify(row.choices), () => this.buttons(row));
    refill(this.failure, JSON.stringify([locale, row.failure]), () => this.refusal(row, words));
  }

  private attach({ attachments, files, clientId }: MessageRow, words: Words, locale: Locale): void {
    const extras = this.actions.extras();
    refill(this.files, JSON.stringify([locale, attachments, files.map(({ key }) => key), extras !== null]), () => [
      ...attachments.map((one) => extras?.show(one) ?? named(one.name)),
      ...(clientId && files.length > 0 ? this.sending(files, clientId, extras, words) : []),
    ]);
    this.parcels.forEach((parcel) => parcel.update());
  }

  private sending(files: MessageRow["files"], clientId: string, extras: Extras | null, words: Words): readonly Child[] {
    this.parcels.forEach((parcel) => parcel.release());
    this.parcels = files.flatMap((file) => extras?.parcel(file) ?? []);
    const cancel = h("button", { type: "button", class: "plain", "data-testid": "cancel" }, words.cancel);
    const shown = this.parcels.length > 0 ? this.parcels.map((parcel) => parcel.node) : files.map(({ name }) => named(name));
    return [...shown, on(cancel, "click", () => this.actions.discard(clientId))];
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
    const lost = failure.code === LOST;
    const again = lost ? words.withoutFiles : words.retry;
    const retry = h("button", { type: "button", "data-testid": "retry" }, again);
    const discard = h("button", { type: "button", "data-testid": "discard" }, words.discard);
    return [
      h("p", {}, `${words.failed} ${reason(failure, words)}`),
      lost && !row.text ? null : on(retry, "click", () => this.actions.retry(clientId)),
      on(discard, "click", () => this.actions.discard(clientId)),
    ];
  }
}

function meta(row: MessageRow, words: Words, locale: Locale): readonly Child[] {
  const time = clockTime(row.at);
  return [
    time ? h("time", { datetime: row.at, title: fullTime(row.at, locale) }, time) : null,
    row.status === "none" ? null : icon(MARKS[row.status], words[row.status]),
  ];
}

function named(name: string): HTMLElement {
  return h("span", { class: "file" }, icon("file"), name);
}
