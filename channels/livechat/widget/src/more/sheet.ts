// One question to the citizen between the log and the composer: an address, a rating, or a link to go on elsewhere.

import type { Client } from "../client";
import type { Around } from "../extras";
import { askedAbout, type Ask } from "../conversation";
import type { Way } from "../protocol";
import { reason } from "../reasons";
import { soon } from "../times";
import { fill, type Words } from "../words";
import type { MoreWords } from "./words";
import { h, mark, on, refill, say, type Child } from "../view/dom";
import { icon } from "../view/icons";

export type Kind = "contact" | "transcript" | "rate" | Way;

/** Enough to see a slip of the finger; whether it exists, only a mail can tell. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const SCORES = [1, 2, 3, 4, 5] as const;

export class Sheet {
  readonly node = h("form", { class: "sheet", novalidate: "", "aria-labelledby": "tanya-sheet", "data-testid": "sheet" });
  private readonly title = h("p", { id: "tanya-sheet", class: "ask", role: "status" });
  private readonly close = h("button", { type: "button", class: "close", "data-testid": "sheet-close" }, icon("close"));
  private readonly body = h("div");
  private readonly more = h("div");
  private readonly fault = h("p", { class: "note", role: "alert", id: "tanya-fault", "data-testid": "sheet-fault" });
  private readonly submit = h("button", { type: "submit", class: "go", "data-testid": "sheet-send" });
  private readonly client: Client;
  private readonly around: Pick<Around, "draw" | "focus">;
  private kind: Kind | null = null;
  private offered = false;
  private score = 0;
  private wrong = false;

  constructor(client: Client, around: Pick<Around, "draw" | "focus">) {
    this.client = client;
    this.around = around;
    const head = h("div", { class: "sheet-head" }, this.title, this.close);
    this.node.append(head, this.body, this.more, this.fault, this.submit);
    const shut = (): void => {
      this.kind = null;
      around.draw();
      around.focus();
    };
    on(this.close, "click", shut);
    on(this.node, "keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Escape") return;
      event.stopPropagation();
      shut();
    });
    on(this.node, "submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  /** True while the citizen is busy here, so that the composer may make room. */
  get busy(): boolean {
    return this.kind !== null && (this.kind !== "rate" || (this.score > 0 && !this.ask?.answer));
  }

  open(kind: Kind): void {
    this.kind = kind;
    this.score = 0;
    this.wrong = false;
    if (isWay(kind)) this.client.ask({ type: "continue", channel: kind });
    else this.client.forgetAsk(kind);
  }

  focus(): void {
    this.node.querySelector<HTMLElement>("input,a,button")?.focus();
  }

  update(words: MoreWords, main: Words): void {
    this.invite();
    const { kind, ask, client, score } = this;
    this.node.hidden = kind === null;
    if (kind === null) return;
    const answered = Boolean(ask?.answer);
    mark(this.node, "data-kind", kind);
    mark(this.close, "aria-label", words.dismiss);
    say(this.title, words[`${kind}Ask`]);
    refill(this.body, JSON.stringify([kind, client.locale, ask?.answer]), () => this.content(kind, ask, words, main));
    refill(this.more, JSON.stringify([client.locale, score > 0 && !answered]), () => (score && !answered ? comment(words) : []));
    this.foot(kind, ask, words, main);
  }

  private foot(kind: Kind, ask: Ask | undefined, words: MoreWords, main: Words): void {
    const failure = ask?.failure ? reason(ask.failure, main) : this.wrong ? words.emailWrong : "";
    say(this.fault, failure);
    this.fault.hidden = !failure;
    const wait = this.client.status === "open" ? words.sending : words.sendingLater;
    say(this.submit, this.sending ? wait : ask?.failure ? main.retry : main.send);
    mark(this.submit, "aria-disabled", this.sending ? "true" : null);
    const focused = (this.node.getRootNode() as ShadowRoot).activeElement === this.submit;
    this.submit.hidden = Boolean(ask?.answer) || (kind === "rate" && !this.score);
    if (focused && this.submit.hidden) (this.body.querySelector("a") ?? this.close).focus();
  }

  private get ask(): Ask | undefined {
    return this.kind ? askedAbout(this.client.state, this.kind) : undefined;
  }

  private get sending(): boolean {
    const { ask } = this;
    return Boolean(ask && !ask.answer && !ask.failure);
  }

  /** At the end of a conversation the rating comes by itself, once. */
  private invite(): void {
    const { mayRate } = this.client.state.handling;
    if (!mayRate && this.kind === "rate" && !this.ask) this.kind = null;
    if (mayRate && !this.offered && this.kind === null) this.open("rate");
    this.offered = mayRate;
  }

  private content(kind: Kind, ask: Ask | undefined, words: MoreWords, main: Words): readonly Child[] {
    const answer = ask?.answer;
    if (isWay(kind)) return answer ? link(kind, answer, words, main, this.client) : [h("p", {}, words[`${kind}Text`])];
    if (answer) return [h("p", { role: "status", "data-testid": "sheet-done" }, words[`${kind}Done`])];
    return kind === "rate" ? this.scores(words) : this.addresses(kind, words);
  }

  private addresses(kind: "contact" | "transcript", words: MoreWords): readonly Child[] {
    const { user } = this.client;
    const email = h("input", {
      id: "tanya-email",
      type: "email",
      name: "email",
      autocomplete: "email",
      required: "",
      value: user?.email ?? "",
      "aria-describedby": "tanya-fault",
      "data-testid": "email",
    });
    const name = h("input", { id: "tanya-name", name: "name", autocomplete: "name", maxlength: "200", value: user?.name ?? "" });
    return [
      h("p", {}, words[`${kind}Text`]),
      h("label", { for: "tanya-email" }, words.email),
      email,
      ...(kind === "contact" ? [h("label", { for: "tanya-name" }, words.name), name] : []),
    ];
  }

  private scores(words: MoreWords): readonly Child[] {
    const scores = SCORES.map((n) => {
      const label = fill(words.rateScore, { n });
      const radio = h("input", { type: "radio", name: "score", value: String(n), "aria-label": label, "data-testid": `score-${n}` });
      radio.checked = n === this.score;
      on(radio, "change", () => {
        this.score = n;
        this.around.draw();
      });
      return h("label", {}, radio, h("span", { "aria-hidden": "true" }, String(n)));
    });
    const ends = h("div", { class: "ends" }, h("span", {}, words.rateLow), h("span", {}, words.rateHigh));
    return [h("div", { class: "scores", role: "radiogroup", "aria-labelledby": "tanya-sheet" }, ...scores), ends];
  }

  private send(): void {
    const { kind, client } = this;
    if (!kind || this.sending) return;
    const said = new FormData(this.node);
    const given = (field: string): Readonly<Record<string, string>> => {
      const value = String(said.get(field) ?? "").trim();
      return value ? { [field]: value } : {};
    };
    if (isWay(kind)) client.ask({ type: "continue", channel: kind });
    else if (kind === "rate") client.ask({ type: kind, score: this.score, ...given("comment") });
    else this.write(kind, { email: "", ...given("email"), ...given("name") });
  }

  private write(type: "contact" | "transcript", fields: { readonly email: string }): void {
    const input = this.node.querySelector<HTMLElement>("[name=email]");
    this.wrong = !EMAIL.test(fields.email);
    if (input) mark(input, "aria-invalid", this.wrong ? "true" : null);
    if (this.wrong) {
      this.client.forgetAsk(type);
      input?.focus();
    } else this.client.ask({ type, ...fields });
  }
}

function isWay(kind: Kind): kind is Way {
  return kind === "telegram" || kind === "email";
}

function comment(words: MoreWords): readonly HTMLElement[] {
  const label = h("label", { for: "tanya-comment" }, words.rateComment);
  const area = h("textarea", { id: "tanya-comment", name: "comment", rows: "2", maxlength: "1000", "data-testid": "comment" });
  return [label, area];
}

function link(
  kind: Way,
  answer: NonNullable<Ask["answer"]>,
  words: MoreWords,
  main: Words,
  { locale }: Client,
): readonly Child[] {
  const safe = /^(https:|mailto:)/i.test(answer.url) || answer.url.startsWith(`${location.origin}/`);
  if (!safe) return [h("p", {}, main.trouble)];
  const when = soon(answer.until, new Date(), main, locale);
  const text = kind === "telegram" ? words.telegramOpen : words.emailOpen;
  const blank = answer.url.startsWith("mailto:") ? null : "_blank";
  return [
    h("p", {}, words[`${kind}Text`]),
    when ? h("p", {}, fill(words.linkUntil, { when })) : null,
    h("a", { class: "go", href: answer.url, target: blank, rel: "noopener", "data-testid": "continue-link" }, text),
  ];
}
