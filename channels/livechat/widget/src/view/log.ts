// The conversation on the screen: rows kept by key, in order, held at the newest unless the reader scrolled away.

import type { Client } from "../client";
import { caughtUp } from "../conversation";
import { dayName } from "../times";
import { mayDeny, timeline, type Row } from "../timeline";
import { fill, type Words } from "../words";
import { Bubble, type Actions } from "./bubble";
import { h, mark, on, refill, say } from "./dom";
import { icon } from "./icons";

const NEAR_PX = 80;

export class Log {
  readonly node = h("div", { class: "middle" });
  private readonly intro = h("div", { class: "intro" });
  private readonly rows = h("div", { class: "rows" });
  private readonly typingText = h("span", { class: "quiet" });
  private readonly dots = h("div", { class: "dots", "data-testid": "typing" }, this.typingText, h("i"), h("i"), h("i"));
  private readonly deny = h("button", { type: "button", class: "deny", "data-testid": "not-meant" });
  private readonly scroller = h("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0" });
  private readonly latest = h("button", { type: "button", class: "latest" }, icon("down"));
  private readonly bubbles = new Map<string, Bubble>();
  private readonly days = new Map<string, HTMLElement>();
  private readonly actions: Actions;
  private own = 0;
  private atEnd = true;
  private settled = "";

  constructor(actions: Actions, scrolled: () => void, denied: () => void) {
    this.actions = actions;
    this.scroller.append(this.intro, this.rows, this.deny, this.dots);
    this.node.append(this.scroller, this.latest);
    this.latest.hidden = this.dots.hidden = true;
    on(this.latest, "click", () => this.toEnd());
    on(this.deny, "click", () => {
      denied();
      this.focus();
    });
    if ("ResizeObserver" in window) {
      const observer = new ResizeObserver(() => this.resized());
      [this.scroller, this.rows].forEach((one) => observer.observe(one));
    }
    on(this.scroller, "scroll", () => {
      if (this.shape() === this.settled) this.measure();
      else this.resized();
      scrolled();
    });
  }

  /** True when the newest message is on the screen. */
  get following(): boolean {
    return this.atEnd;
  }

  focus(): void {
    this.scroller.focus({ preventScroll: true });
  }

  toEnd(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.atEnd = true;
    this.latest.hidden = true;
    this.settled = this.shape();
  }

  update(client: Client, words: Words): void {
    mark(this.scroller, "aria-label", words.log);
    mark(this.scroller, "aria-busy", caughtUp(client.state) ? "false" : "true");
    mark(this.latest, "aria-label", words.latest);
    refill(this.intro, words.welcomeTitle, () => [
      h("b", {}, words.welcomeTitle),
      h("p", {}, words.welcomeText),
      h("p", {}, words.welcomeCare),
    ]);
    const rows = timeline(client.state);
    this.place(rows, client, words);
    say(this.typingText, fill(words.typing, { name: client.state.typist ?? words[client.state.handling.handler === "agent" ? "agent" : "bot"] }));
    say(this.deny, words.notMeant);
    this.deny.hidden = !mayDeny(client.state);
    this.dots.hidden = !client.state.typing;
    const own = rows.filter((row) => row.kind === "message" && row.seq === null).length;
    if (this.atEnd || own > this.own) this.toEnd();
    else this.measure();
    this.own = own;
  }

  /** A keyboard that comes up, or a picture that has come, must not hide the newest message. */
  private resized(): void {
    if (this.atEnd) this.toEnd();
    else this.measure();
  }

  /** Changes when the room or what is in it does: what then scrolls was not the reader. */
  private shape(): string {
    return `${this.scroller.clientHeight} ${this.scroller.scrollHeight}`;
  }

  private measure(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (clientHeight === 0) return;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    this.latest.hidden = this.atEnd;
    this.settled = this.shape();
  }

  private place(rows: readonly Row[], client: Client, words: Words): void {
    const nodes = rows.map((row) => this.nodeOf(row, client, words));
    const keep = new Set(rows.map((row) => row.key));
    for (const kept of [this.bubbles, this.days]) for (const key of kept.keys()) if (!keep.has(key)) kept.delete(key);
    const wanted = new Set<Element>(nodes);
    for (const child of [...this.rows.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
      const there = this.rows.children[index];
      if (there !== node) this.rows.insertBefore(node, there ?? null);
    });
  }

  private nodeOf(row: Row, { locale }: Client, words: Words): HTMLElement {
    if (row.kind === "day") {
      const day = this.days.get(row.key) ?? h("p", { class: "day" });
      this.days.set(row.key, day);
      say(day, dayName(row.at, new Date(), words, locale));
      return day;
    }
    const bubble = this.bubbles.get(row.key) ?? new Bubble(this.actions);
    this.bubbles.set(row.key, bubble);
    bubble.update(row, words, locale);
    return bubble.node;
  }
}
