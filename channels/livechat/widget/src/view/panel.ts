// The panel: header, log and composer over one client, drawn at most once a moment.

import type { Client } from "../client";
import { catalogue, type Words } from "../words";
import { Composer } from "./composer";
import { h, mark } from "./dom";
import { Header } from "./header";
import { Log } from "./log";

export interface PanelOptions {
  readonly inline: boolean;
  close(): void;
}

export class Panel {
  readonly node: HTMLElement;
  private readonly client: Client;
  private readonly header: Header;
  private readonly log: Log;
  private readonly composer: Composer;

  constructor(client: Client, options: PanelOptions) {
    this.client = client;
    this.header = new Header(!options.inline, options.close, (ms) => {
      setTimeout(() => this.draw(), ms + 20);
    });
    this.log = new Log(
      {
        choose: (seq, id, label) => {
          client.choose(seq, id, label);
          this.log.focus();
        },
        retry: (clientId) => client.retry(clientId),
        discard: (clientId) => client.discard(clientId),
      },
      () => this.look(),
    );
    this.composer = new Composer({ say: (text) => client.say(text), typing: () => client.typing() }, this.words);
    this.node = h("section", { class: "panel" }, ...this.header.nodes, this.log.node, this.composer.node);
    if (!options.inline) mark(this.node, "role", "dialog");
  }

  get words(): Words {
    return catalogue[this.client.locale];
  }

  focus(): void {
    this.composer.focus();
  }

  draw(): void {
    mark(this.node, "lang", this.client.locale);
    mark(this.node, "aria-label", this.words.region);
    this.header.update(this.client, this.words);
    this.log.update(this.client, this.words);
    this.composer.update(this.client.state, this.words);
    this.look();
  }

  /** What is on the screen in front of a reader is read. */
  look(): void {
    if (this.node.isConnected && !this.node.hidden && !document.hidden && this.log.following) this.client.shown();
  }
}
