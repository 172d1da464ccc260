// What the second file, widget-more.js, gives the chat once it is there; without it the chat shows less.

import type { Client } from "./client";
import type { Attachment } from "./protocol";
import type { FileRef } from "./outbox";
import type { Words } from "./words";

/** What the extras are given. */
export interface Around {
  readonly client: Client;
  readonly base: string;
  words(): Words;
  /** Draw everything again. */
  draw(): void;
  /** Give the focus back to the input. */
  focus(): void;
  sounding(): boolean;
  sound(): void;
  speak(): void;
}

/** A file of a message that is on its way. */
export interface ParcelView {
  readonly node: HTMLElement;
  update(): void;
  release(): void;
}

export interface Extras {
  readonly css: string;
  /** For the header, for the row of tools, above the input, and for the panel itself. */
  readonly button: HTMLElement;
  readonly tools: HTMLElement;
  readonly tray: HTMLElement;
  readonly nodes: readonly HTMLElement[];
  /** True while a form needs the room of the composer. */
  readonly busy: boolean;
  /** The offer to be written to instead of waiting stands in the row of tools. */
  readonly offering: boolean;
  update(): void;
  show(attachment: Attachment): HTMLElement;
  parcel(file: FileRef): ParcelView | null;
  /** Files from a drop or the clipboard; true when they were dealt with. */
  give(files: readonly File[]): boolean;
  /** Why the files cannot go yet; empty when they can. */
  readonly fault: string;
  /** What was wrong with the files last given; it keeps nothing from being sent. */
  readonly remark: string;
  /** The keys of the files that go with the message that is being sent. */
  take(): readonly string[];
}

export type MakeExtras = (around: Around) => Extras;
