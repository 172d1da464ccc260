// <tanya-chat>: the chat as one custom element. Attributes: inline, brief (no introduction: the page
// around it gives one), open, lang, base-url, theme (light or dark).

import { Client } from "./client";
import type { SocketLike } from "./connection";
import type { MakeExtras } from "./extras";
import { sender } from "./http";
import type { Locale, User } from "./protocol";
import { socketAddress, toBase, toLocale } from "./settings";
import { beep } from "./sound";
import { browserStore, pageShelf, type Store } from "./store";
import { uuid } from "./uuid";
import { css, dress } from "./view/styles";
import { Launcher } from "./view/launcher";
import { Panel, type PanelOptions } from "./view/panel";
import { followViewport } from "./view/viewport";
import { watch, watchTabs } from "./wake";

const DRAW_AFTER_MS = 16;

interface Parts {
  readonly client: Client;
  readonly panel: Panel;
  readonly launcher: Launcher | null;
  readonly store: Store;
  readonly base: string;
  extended: boolean;
}

export const NAME = "tanya-chat";

export class TanyaChat extends HTMLElement {
  static readonly observedAttributes = ["lang", "open"];
  /** Where widget.js came from; main.ts knows, and also how to fetch the second file. */
  static home: string | null = null;
  static fetchMore: (base: string) => void = () => undefined;
  private static more: MakeExtras | null = null;

  /** widget-more.js is here: every chat on the page is given it. */
  static extend(make: MakeExtras): void {
    TanyaChat.more = make;
    document.querySelectorAll<TanyaChat>(NAME).forEach((chat) => chat.extend());
  }

  private parts: Parts | null = null;
  private unwatch: readonly (() => void)[] = [];
  private drawing = false;
  private ready = false;
  private unread = 0;

  get inline(): boolean {
    return this.hasAttribute("inline");
  }

  get isOpen(): boolean {
    return this.inline || this.hasAttribute("open");
  }

  show(): void {
    this.setAttribute("open", "");
    this.parts?.panel.focus();
  }

  hide(): void {
    this.removeAttribute("open");
    this.parts?.launcher?.node.focus();
  }

  toggle(): void {
    if (this.isOpen) this.hide();
    else this.show();
  }

  /** Who the citizen is to the host page; null for nobody in particular. */
  setUser(user: User | null): void {
    this.built.client.identify(user && { ...user, id: String(user.id) });
  }

  setLocale(locale: string): void {
    this.setAttribute("lang", locale);
  }

  /** What agents may find useful, such as the page the citizen is on; adds to what was set before. */
  setAttributes(attributes: Readonly<Record<string, unknown>>): void {
    const texts = Object.entries(attributes).map(([name, value]) => [name, String(value)] as const);
    this.built.client.describe(Object.fromEntries(texts));
  }

  /** Forget the conversation in this browser, as when somebody signs out. */
  reset(): void {
    this.built.client.reset();
  }

  connectedCallback(): void {
    const { client, panel, store } = this.built;
    this.unwatch = [
      watchTabs((name, value) => {
        const heard = store.heard(name, value);
        if (heard) client.hear(heard);
      }),
      watch({
        nudge: () => client.nudge(),
        renew: () => client.renew(),
        lose: () => client.lose(),
        seen: () => panel.look(),
      }),
      ...(this.inline ? [] : [followViewport(this)]),
    ];
    if (this.isOpen || client.known) client.start();
    this.extend();
    this.draw();
  }

  disconnectedCallback(): void {
    this.unwatch.forEach((stop) => stop());
    this.parts?.client.stop();
  }

  attributeChangedCallback(name: string): void {
    if (!this.parts) return;
    if (name === "lang") this.parts.client.speak(this.locale(this.parts.store.choice("locale")));
    if (this.isOpen && this.isConnected) this.parts.client.start();
    this.draw();
  }

  private extend(): void {
    const { parts } = this;
    if (!parts || parts.extended || !TanyaChat.more || !this.shadowRoot) return;
    parts.extended = true;
    dress(this.shadowRoot, parts.panel.extend(TanyaChat.more));
  }

  private get built(): Parts {
    return (this.parts ??= this.build());
  }

  private build(): Parts {
    const settings = window.TanyaSettings;
    const base = toBase(location.href, this.getAttribute("base-url"), settings?.baseURL, TanyaChat.home);
    const store = browserStore(pageShelf(), base);
    if (settings?.theme && !this.hasAttribute("theme")) this.setAttribute("theme", settings.theme);
    const world = {
      open: () => new WebSocket(socketAddress(base)) as SocketLike,
      random: Math.random,
      now: () => new Date(),
      uuid,
      send: sender(base),
    };
    const listener = {
      changed: () => this.later(),
      message: (message: { seq: number; author: unknown; text: string; at: string }) => {
        const { seq, author, text, at } = message;
        if (store.choice("sound") && !panel.seen) beep();
        this.tell("message", { seq, author, text, at });
      },
    };
    const client = new Client(world, store, listener, this.locale(store.choice("locale")));
    if (settings?.user) client.identify({ ...settings.user, id: String(settings.user.id) });
    const panel: Panel = new Panel(client, this.options(store, base, client));
    const launcher = this.inline ? null : new Launcher(() => this.toggle());
    const root = this.attachShadow({ mode: "open", delegatesFocus: false });
    root.append(panel.node, ...(launcher?.nodes ?? []));
    dress(root, css);
    return { client, panel, launcher, store, base, extended: false };
  }

  private options(store: Store, base: string, client: Client): PanelOptions {
    return {
      inline: this.inline,
      base,
      close: () => this.hide(),
      sounding: () => Boolean(store.choice("sound")),
      sound: () => {
        const on = !store.choice("sound");
        store.saveChoice("sound", on ? "on" : "");
        if (on) beep();
        this.later();
      },
      speak: () => {
        const other = client.locale === "id" ? "en" : "id";
        store.saveChoice("locale", other);
        this.setLocale(other);
        this.tell("locale", { locale: other });
      },
    };
  }

  private locale(chosen: string | null = null): Locale {
    return toLocale(this.getAttribute("lang"), chosen, window.TanyaSettings?.locale, document.documentElement.lang);
  }

  private later(): void {
    if (this.drawing) return;
    this.drawing = true;
    setTimeout(() => this.draw(), DRAW_AFTER_MS);
  }

  private draw(): void {
    this.drawing = false;
    if (!this.parts) return;
    const { client, panel, launcher, base } = this.parts;
    if (client.status === "open" && !TanyaChat.more) TanyaChat.fetchMore(base);
    panel.node.hidden = !this.isOpen;
    panel.draw();
    launcher?.update(this.isOpen, client.unread, panel.words);
    this.report(client);
  }

  private report(client: Client): void {
    if (!this.ready && client.status === "open") {
      this.ready = true;
      this.tell("ready", null);
    }
    if (client.unread === this.unread) return;
    this.unread = client.unread;
    this.tell("unread", { count: this.unread });
  }

  private tell(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}
