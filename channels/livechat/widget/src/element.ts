// <tanya-chat>: the chat as one custom element. Attributes: inline, brief (no introduction: the page
// around it gives one), open, lang, base-url, theme (light or dark).

import { Client } from "./client";
import type { SocketLike } from "./connection";
import { socketAddress, toBase, toLocale } from "./settings";
import { browserStore, pageShelf } from "./store";
import { uuid } from "./uuid";
import { dress } from "./view/styles";
import { Launcher } from "./view/launcher";
import { Panel } from "./view/panel";
import { followViewport } from "./view/viewport";
import { watch } from "./wake";

const DRAW_AFTER_MS = 16;

interface Parts {
  readonly client: Client;
  readonly panel: Panel;
  readonly launcher: Launcher | null;
}

export class TanyaChat extends HTMLElement {
  static readonly observedAttributes = ["lang", "open"];
  /** Where widget.js came from; main.ts knows. */
  static home: string | null = null;

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

  connectedCallback(): void {
    this.parts ??= this.build();
    const { client, panel } = this.parts;
    this.unwatch = [
      watch({ nudge: () => client.nudge(), renew: () => client.renew(), seen: () => panel.look() }),
      ...(this.inline ? [] : [followViewport(this)]),
    ];
    if (this.isOpen || client.known) client.start();
    this.draw();
  }

  disconnectedCallback(): void {
    this.unwatch.forEach((stop) => stop());
    this.parts?.client.stop();
  }

  attributeChangedCallback(name: string): void {
    if (!this.parts) return;
    if (name === "lang") this.parts.client.speak(this.locale());
    if (this.isOpen && this.isConnected) this.parts.client.start();
    this.draw();
  }

  private build(): Parts {
    const base = toBase(location.href, this.getAttribute("base-url"), window.TanyaSettings?.baseURL, TanyaChat.home);
    const world = {
      open: () => new WebSocket(socketAddress(base)) as SocketLike,
      random: Math.random,
      now: () => new Date(),
      uuid,
    };
    const listener = {
      changed: () => this.later(),
      message: (message: { seq: number; author: unknown; text: string; at: string }) => {
        const { seq, author, text, at } = message;
        this.tell("message", { seq, author, text, at });
      },
    };
    const client = new Client(world, browserStore(pageShelf(), base), listener, this.locale());
    const panel = new Panel(client, { inline: this.inline, close: () => this.hide() });
    const launcher = this.inline ? null : new Launcher(() => this.toggle());
    const root = this.attachShadow({ mode: "open", delegatesFocus: false });
    root.append(panel.node, ...(launcher ? [launcher.node] : []));
    dress(root);
    panel.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.inline) this.hide();
    });
    return { client, panel, launcher };
  }

  private locale() {
    return toLocale(this.getAttribute("lang"), window.TanyaSettings?.locale, document.documentElement.lang);
  }

  private later(): void {
    if (this.drawing) return;
    this.drawing = true;
    setTimeout(() => this.draw(), DRAW_AFTER_MS);
  }

  private draw(): void {
    this.drawing = false;
    if (!this.parts) return;
    const { client, panel, launcher } = this.parts;
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
