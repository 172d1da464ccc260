// The top of the panel: who is answering, whether we are connected, and the receipt number.

import type { Client } from "../client";
import { handlingLine, standingLine } from "../handling";
import { fill, type Words } from "../words";
import { h, mark, on, refill, say } from "./dom";
import { icon } from "./icons";

/** A loss shorter than this is not worth a line. */
const PATIENCE_MS = 800;

export class Header {
  readonly nodes: readonly HTMLElement[];
  private readonly title = h("p", { class: "title" });
  private readonly state = h("p", { class: "state", role: "status", "data-testid": "state" });
  private readonly close = h("button", { type: "button", class: "close" }, icon("close"));
  private readonly bar = h("p", { class: "bar", role: "status", "data-testid": "connection" });
  private readonly ticket = h("p", { class: "ticket", "data-testid": "ticket" });
  private readonly standing = h("p", { class: "standing", role: "status", "data-testid": "standing" });
  private lostAt: number | null = null;
  private wasOpen = false;

  constructor(closable: boolean, close: () => void, later: (ms: number) => void) {
    this.later = later;
    this.close.hidden = !closable;
    on(this.close, "click", close);
    const who = h("div", { class: "who" }, this.title, this.state);
    const head = h("header", { class: "head" }, h("span", { class: "mark" }, icon("chat")), who, this.close);
    this.nodes = [head, this.bar, this.standing, this.ticket];
    this.bar.hidden = this.ticket.hidden = this.standing.hidden = true;
  }

  /** A button before the one that closes. */
  add(button: HTMLElement): void {
    this.close.before(button);
  }

  private readonly later: (ms: number) => void;

  update(client: Client, words: Words): void {
    say(this.title, words.title);
    say(this.state, handlingLine(client.state.handling, words));
    mark(this.state, "data-handler", client.state.handling.handler);
    mark(this.close, "aria-label", words.close);
    this.connection(client, words);
    const { handling, ticket } = client.state;
    const line = standingLine(handling, new Date(), words, client.locale);
    say(this.standing, line);
    this.standing.hidden = !line;
    refill(this.ticket, `${words.ticket} ${ticket ?? ""}`, () => (ticket ? this.receipt(ticket, words) : []));
  }

  private connection(client: Client, words: Words): void {
    if (client.status === "open" || client.status === "idle") {
      this.wasOpen ||= client.status === "open";
      this.lostAt = null;
      this.bar.hidden = true;
      return;
    }
    if (this.lostAt === null) {
      this.lostAt = Date.now();
      this.later(PATIENCE_MS);
    }
    if (Date.now() - this.lostAt < PATIENCE_MS) return;
    const line = this.wasOpen ? words.reconnecting : words.connecting;
    say(this.bar, client.state.outbox.length > 0 ? `${line} ${words.kept}` : line);
    this.bar.hidden = false;
  }

  private receipt(ticket: string, words: Words): readonly (Node | string)[] {
    const [before = "", after = ""] = fill(words.ticket, { n: "\u0000" }).split("\u0000");
    return [h("span", {}, before, h("b", {}, ticket), after)];
  }
}
