// The panel: header, log and composer over one client, drawn at most once a moment; and the extras, once they are there.

import type { Client } from "../client";
import type { Around, Extras, MakeExtras } from "../extras";
import { catalogue, type Words } from "../words";
import { Composer } from "./composer";
import { h, mark, on } from "./dom";
import { hold } from "./focus";
import { Header } from "./header";
import { Log } from "./log";

export interface PanelOptions extends Pick<Around, "base" | "sounding" | "sound" | "speak"> {
  readonly inline: boolean;
  close(): void;
}

/** Below this width the panel fills the screen, as the style sheet says too. */
const FULL_SCREEN = "(max-width:480px)";

export class Panel {
  readonly node: HTMLElement;
  private readonly client: Client;
  private readonly options: PanelOptions;
  private readonly header: Header;
  private readonly log: Log;
  private readonly composer: Composer;
  private extras: Extras | null = null;

  constructor(client: Client, options: PanelOptions) {
    this.client = client;
    this.options = options;
    this.header = new Header(!options.inline, options.close, (ms) => {
      setTimeout(() => this.draw(), ms + 20);
    });
    this.log = this.makeLog();
    this.composer = new Composer(client, this.words);
    this.node = h("section", { class: "panel" }, ...this.header.nodes, this.log.node, this.composer.node);
    on(this.node, "keydown", (event) => this.key(event as KeyboardEvent));
    for (const name of ["dragover", "dragleave", "drop"]) on(this.node, name, (event) => this.dragged(event as DragEvent));
  }

  get words(): Words {
    return catalogue[this.client.locale];
  }

  focus(): void {
    this.composer.focus();
  }

  /** Gives the style sheet of what was added. */
  extend(make: MakeExtras): string {
    const extras = make({
      ...this.options,
      client: this.client,
      words: () => this.words,
      draw: () => this.draw(),
      focus: () => this.focus(),
    });
    this.extras = extras;
    this.header.add(extras.button);
    this.composer.extend(extras);
    this.composer.node.before(...extras.nodes);
    this.draw();
    return extras.css;
  }

  draw(): void {
    const { client, words, extras } = this;
    const full = !this.options.inline && matchMedia(FULL_SCREEN).matches;
    mark(this.node, "role", this.options.inline ? null : "dialog");
    mark(this.node, "aria-modal", full ? "true" : null);
    mark(this.node, "lang", client.locale);
    mark(this.node, "aria-label", words.region);
    this.header.update(client, words);
    this.log.update(client, words);
    extras?.update();
    this.composer.update(words);
    this.composer.node.hidden = Boolean(extras?.busy);
    this.look();
  }

  /** What is on the screen in front of a reader is read. */
  look(): void {
    if (this.seen) this.client.shown();
  }

  get seen(): boolean {
    return this.node.isConnected && !this.node.hidden && !document.hidden && this.log.following;
  }

  private makeLog(): Log {
    const { client } = this;
    const actions = {
      choose: (seq: number, id: string, label: string) => {
        client.choose(seq, id, label);
        this.log.focus();
      },
      retry: (clientId: string) => client.retry(clientId),
      discard: (clientId: string) => client.discard(clientId),
      extras: () => this.extras,
    };
    return new Log(actions, () => this.look(), () => client.say(this.words.notMeant));
  }

  private key(event: KeyboardEvent): void {
    if (this.options.inline) return;
    if (event.key === "Escape") this.options.close();
    if (this.node.hasAttribute("aria-modal")) hold(event, this.node);
  }

  private dragged(event: DragEvent): void {
    if (!this.client.state.options.upload || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    mark(this.node, "data-drop", event.type === "dragover" ? "" : null);
    if (event.type === "drop") this.extras?.give([...event.dataTransfer.files]);
  }
}
