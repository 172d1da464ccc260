/** Completes "@…" in a note with a colleague's name: arrows, Enter or Tab, Escape, or the mouse. */

import { useState, type KeyboardEvent, type ReactNode } from "react";
import type { Placed } from "../ticket/writing/slash";
import { useWords } from "../words/Words";
import { begunAt, completed, matching } from "./mentions";
import classes from "./Together.module.css";
import { useColleagues } from "./useColleagues";

interface Note {
  readonly on: boolean;
  readonly text: string;
  readonly caret: number;
  readonly write: (placed: Placed) => void;
}

interface Mentions {
  /** True: the key was for the list. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
  readonly list: ReactNode;
  readonly open: boolean;
  /** The id of the option that Enter takes. */
  readonly option: string | undefined;
}

export const MENTION_LIST = "mention-list";

export function useMentions({ on, text, caret, write }: Note): Mentions {
  const { say } = useWords();
  const { colleagues } = useColleagues();
  const [chosen, setChosen] = useState(0);
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const begun = on ? begunAt(text, caret) : null;
  const found = begun === null || begun.at === closedAt ? [] : matching(colleagues, begun.word);
  const here = Math.min(chosen, found.length - 1);
  const take = (index: number): void => {
    const one = found[index];
    if (begun === null || one === undefined) return;
    const next = completed(text, caret, begun, one.name);
    write({ text: next.text, from: next.caret, to: next.caret });
    setChosen(0);
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
    open: found.length > 0,
    option: found.length > 0 ? `${MENTION_LIST}-${String(here)}` : undefined,
    list: found.length === 0 ? null : (
      <ul id={MENTION_LIST} role="listbox" aria-label={say("mention.list")} className={classes.mentions} data-testid="mention-list">
        {found.map((one, index) => (
          <li
            key={one.id}
            id={`${MENTION_LIST}-${String(index)}`}
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
