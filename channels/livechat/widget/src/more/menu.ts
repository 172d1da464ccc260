// What else one may do: a button in the header and the list under it.

import type { Client } from "../client";
import type { MoreWords } from "./words";
import { h, mark, on, refill, type Child } from "../view/dom";
import { sign } from "./icons";
import type { Kind } from "./sheet";

export interface MenuActions {
  ask(kind: Kind): void;
  /** Turns the sound on or off. */
  sound(): void;
  speak(): void;
}

export class Menu {
  readonly button = h("button", { type: "button", class: "more", "aria-expanded": "false", "data-testid": "menu" }, sign("more"));
  readonly list = h("div", { class: "menu", "data-testid": "menu-list" });
  private readonly actions: MenuActions;

  constructor(actions: MenuActions) {
    this.actions = actions;
    on(this.button, "click", () => this.toggle(Boolean(this.list.hidden)));
    on(this.list, "focusout", (event) => {
      const to = (event as FocusEvent).relatedTarget;
      if (to !== this.button && !this.list.contains(to as Node | null)) this.toggle(false);
    });
    on(this.list, "keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Escape") return;
      event.stopPropagation();
      this.toggle(false);
      this.button.focus();
    });
    this.list.hidden = true;
  }

  update(client: Client, sounding: boolean, words: MoreWords): void {
    mark(this.button, "aria-label", words.menu);
    const { options, ticket } = client.state;
    const kinds: readonly Kind[] = [
      ...(options.mail ? (["contact", ...(ticket ? ["transcript"] : [])] as Kind[]) : []),
      ...(ticket ? options.ways : []),
    ];
    const open = !this.list.hidden;
    refill(this.list, JSON.stringify([client.locale, sounding, kinds]), () => [
      ...kinds.map((kind) => this.item(words[`${kind}Ask`], kind, () => this.actions.ask(kind))),
      this.soundItem(sounding, words),
      this.languageItem(client.locale === "id" ? "en" : "id", words),
    ]);
    this.list.hidden = !open;
  }

  private soundItem(sounding: boolean, words: MoreWords): Child {
    const item = this.item(words.sound, "sound", () => this.actions.sound());
    item.append(sign(sounding ? "on" : "off"));
    mark(item, "aria-pressed", String(sounding));
    return item;
  }

  private languageItem(other: string, words: MoreWords): Child {
    const item = this.item(words.other, "locale", () => this.actions.speak());
    mark(item, "lang", other);
    return item;
  }

  private item(text: string, name: string, act: () => void): HTMLButtonElement {
    const button = h("button", { type: "button", "data-testid": `menu-${name}` }, h("span", {}, text));
    return on(button, "click", () => {
      this.toggle(false);
      this.button.focus();
      act();
    });
  }

  private toggle(open: boolean): void {
    this.list.hidden = !open;
    mark(this.button, "aria-expanded", String(open));
    if (open) this.list.querySelector("button")?.focus();
  }
}
