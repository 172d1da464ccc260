/** Completes "@…" in a note with a colleague's name: arrows, Enter or Tab, Escape, or the mouse. */

import { useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { useWords } from "../words/Words";
import { begunAt, completed, matching } from "./mentions";
import classes from "./Together.module.css";
import { useColleagues } from "./useColleagues";

interface Note {
  readonly on: boolean;
  readonly text: string;
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly write: (text: string) => void;
}

interface Mentions {
  /** True: the key was for the list. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
  readonly list: ReactNode;
  /** For the text field. */
  readonly aria: Readonly<Record<string, string | boolean>>;
}

const LIST = "mention-list";

export function useMentions({ on, text, box, write }: Note): Mentions {
  const { say } = useWords();
  const { colleagues } = useColleagues();
  const [chosen, setChosen] = useState(0);
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const caret = box.current?.selectionStart ?? text.length;
  const begun = on ? begunAt(text, caret) : null;
  const found = begun === null || begun.at === closedAt ? [] : matching(colleagues, begun.word);
  const here = Math.min(chosen, found.length - 1);
  const take = (index: number): void => {
    const one = found[index];
    if (begun === null || one === undefined) return;
    const next = completed(text, caret, begun, one.name);
    write(next.text);
    setChosen(0);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (found.length === 0 || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      setChosen((here + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    } else if (event.key === "Enter" || event.key === "Tab") take(here);
    else if (event.key === "Escape") setClosedAt(begun?.at ?? null);
    else return false;
    event.preventDefault();
    return true;
  };
  return {
    onKeyDown,
    aria: on
      ? {
          "aria-autocomplete": "list",
          "aria-controls": LIST,
          ...(found.length > 0 ? { "aria-activedescendant": `${LIST}-${String(here)}` } : {}),
        }
      : {},
    list: found.length === 0 ? null : (
      <ul id={LIST} role="listbox" aria-label={say("mention.list")} className={classes.mentions} data-testid="mention-list">
        {found.map((one, index) => (
          <li
            key={one.id}
            id={`${LIST}-${String(index)}`}
            role="option"
            aria-selected={index === here}
            onMouseDown={(event) => {
              event.preventDefault(); // The text field keeps the focus.
              take(index);
            }}
          >
            {one.name} <small>{say(`presence.${one.presence}`)}</small>
          </li>
        ))}
      </ul>
    ),
  };
}
