/** What a key means: one table, read by the keyboard and by the help sheet. Pure. */

import type { DeskView } from "../list/views";
import type { Key } from "../words/id";
import type { Command } from "./commands";

export type Act =
  | { readonly kind: "run"; readonly command: Command }
  /** Press the control on the screen that names this key in `aria-keyshortcuts`. */
  | { readonly kind: "press"; readonly key: string }
  | { readonly kind: "write"; readonly private: boolean }
  | { readonly kind: "go"; readonly view: DeskView }
  | { readonly kind: "back" | "palette" | "help" | "leave" };

/** A line of the help sheet. */
export interface Line {
  /** As they are pressed, one after the other. */
  readonly keys: readonly string[];
  readonly words: Key;
}
export interface Shortcut extends Line {
  readonly act: Act;
}

const LETTERS: Readonly<Record<DeskView, string>> = {
  mine: "m",
  queue: "q",
  pending: "p",
  open: "o",
  mentions: "a",
  bot: "b",
  snoozed: "s",
  done: "d",
};

export const LIST_KEYS: readonly Shortcut[] = [
  { keys: ["j"], words: "key.next", act: { kind: "run", command: "next" } },
  { keys: ["k"], words: "key.previous", act: { kind: "run", command: "previous" } },
  { keys: ["x"], words: "key.tick", act: { kind: "run", command: "tick" } },
  { keys: ["/"], words: "key.search", act: { kind: "press", key: "/" } },
];
export const TICKET_KEYS: readonly Shortcut[] = [
  { keys: ["r"], words: "key.reply", act: { kind: "write", private: false } },
  { keys: ["n"], words: "key.note", act: { kind: "write", private: true } },
  { keys: ["t"], words: "move.take", act: { kind: "press", key: "t" } },
  { keys: ["a"], words: "assign.button", act: { kind: "press", key: "a" } },
  { keys: ["e"], words: "move.resolve", act: { kind: "press", key: "e" } },
  { keys: ["f"], words: "field.key", act: { kind: "press", key: "f" } },
  { keys: ["u"], words: "ticket.back", act: { kind: "back" } },
];
export const VIEW_KEYS: readonly Shortcut[] = (Object.keys(LETTERS) as DeskView[]).map((view) => ({
  keys: ["g", LETTERS[view]],
  words: `view.${view}`,
  act: { kind: "go", view },
}));
/** The box for rich text reads these itself. */
export const RICH_KEYS: readonly Line[] = [
  { keys: ["Ctrl", "B"], words: "rich.bold" },
  { keys: ["Ctrl", "I"], words: "rich.italic" },
  { keys: ["Ctrl", "Shift", "8"], words: "rich.bullets" },
  { keys: ["Ctrl", "Shift", "7"], words: "rich.numbers" },
  { keys: ["Ctrl", "Shift", "B"], words: "rich.quote" },
  { keys: ["Ctrl", "Shift", "K"], words: "rich.link" },
  { keys: ["Ctrl", "Z"], words: "rich.undo" },
  { keys: ["Ctrl", "Y"], words: "rich.redo" },
  { keys: ["Ctrl", "]"], words: "rich.deeper" },
  { keys: ["Ctrl", "["], words: "rich.higher" },
];
const HELP: Shortcut = { keys: ["?"], words: "key.help", act: { kind: "help" } };
/** Keys that work while writing too; the reading of them is below. */
export const ALWAYS_KEYS: readonly Shortcut[] = [
  { keys: ["Ctrl", "K"], words: "key.palette", act: { kind: "palette" } },
  { keys: ["Esc"], words: "key.leave", act: { kind: "leave" } },
  HELP,
];
const ALL: readonly Shortcut[] = [...LIST_KEYS, ...TICKET_KEYS, ...VIEW_KEYS, HELP];

export interface Pressed {
  readonly key: string;
  readonly command: boolean; // Ctrl, or the key with the clover on a Mac
  readonly alt: boolean;
  /** Whether this agent wants single letters to do things. */
  readonly letters: boolean;
  /** In a field that takes letters. */
  readonly typing: boolean;
  /** A dialog or a menu has the keyboard. */
  readonly elsewhere: boolean;
}

export interface Meaning {
  /** The first key of two, while the second is awaited. */
  readonly begun: string | null;
  readonly act: Act | null;
}

const NOTHING: Meaning = { begun: null, act: null };

export function meaningOf(begun: string | null, pressed: Pressed): Meaning {
  if (pressed.elsewhere) return NOTHING;
  if (pressed.command) {
    const palette = pressed.key.toLowerCase() === "k" && !pressed.alt;
    return palette ? { begun: null, act: { kind: "palette" } } : NOTHING;
  }
  if (pressed.typing) return pressed.key === "Escape" ? { begun: null, act: { kind: "leave" } } : NOTHING;
  if (pressed.alt || !pressed.letters) return NOTHING;
  const keys = begun === null ? [pressed.key] : [begun, pressed.key];
  const found = ALL.find((one) => one.keys.join(" ") === keys.join(" "));
  if (found !== undefined) return { begun: null, act: found.act };
  const first = keys.length === 1 && ALL.some((one) => one.keys.length > 1 && one.keys[0] === pressed.key);
  return first ? { begun: pressed.key, act: null } : NOTHING;
}

const LETTERLESS = new Set(["checkbox", "radio", "button", "submit", "reset", "file", "range", "color", "image"]);

/** Whether letters pressed here are text. */
export function takesLetters(element: Element | null): boolean {
  if (element === null) return false;
  if (element.tagName === "INPUT") return !LETTERLESS.has(element.getAttribute("type") ?? "text");
  if (element.tagName === "TEXTAREA" || element.tagName === "SELECT") return true;
  return element.closest('[contenteditable=""],[contenteditable="true"],[role="textbox"],[role="combobox"]') !== null;
}

/** The control that names this key, if it is on the screen and can be used. */
export function controlFor(root: ParentNode, key: string): HTMLElement | null {
  const named = [...root.querySelectorAll<HTMLElement>(`[aria-keyshortcuts~="${key}"]`)];
  return named.find((one) => !one.matches(":disabled,[aria-disabled=true]") && one.checkVisibility({ visibilityProperty: true })) ?? null;
}
