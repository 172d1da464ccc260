/** What a box to write in is given, and what it can be asked. There are two: for plain and for rich text. */

import type { Ref } from "react";
import type { Written } from "./draft";

export interface Box {
  /** Puts a sentence of its own in, where the caret is. */
  readonly putApart: (sentence: string) => void;
}

export interface BoxProps {
  /** The ticket's number. */
  readonly number: string;
  readonly written: Written;
  /** What it is for, for readers; and while it is empty. */
  readonly label: string;
  readonly hint: string;
  /** Whether it is a note: colleagues can be named in it. */
  readonly note: boolean;
  /** It is being sent: nothing changes. */
  readonly locked: boolean;
  readonly write: (written: Written) => void;
  /** `resolve`: the reply settles the matter. */
  readonly send: (resolve: boolean) => void;
  readonly attach: (files: readonly File[]) => void;
  readonly box: Ref<Box>;
}

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
}

/** Whether a key sends. */
export function sends(event: Pressed): boolean {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
}
