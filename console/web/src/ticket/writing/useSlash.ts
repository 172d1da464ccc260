/** The search for a canned response inside the composer: opened by "/", steered by the keyboard. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "../../api/keys";
import { listFilled, type Filled } from "../../api/writing";
import { search, slashAt } from "./slash";

export interface SlashSearch {
  readonly open: boolean;
  readonly query: string;
  readonly found: readonly Filled[];
  /** The place of the one that Enter takes. */
  readonly at: number;
  readonly loading: boolean;
  readonly error: Error | null;
  readonly choose: (one: Filled) => void;
  readonly leave: () => void;
  /** Whether the key was meant for the list. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
}

interface Writing {
  readonly number: string;
  readonly text: string;
  readonly caret: number;
  /** Puts words in the place of what was typed. */
  readonly put: (from: number, to: number, words: string) => void;
}

export function useSlash({ number, text, caret, put }: Writing): SlashSearch {
  const slash = slashAt(text, caret);
  const [left, setLeft] = useState<number | null>(null);
  const [mark, setMark] = useState({ query: "", at: 0 });
  const open = slash !== null && slash.start !== left;
  const { data, error, isPending } = useQuery({
    queryKey: keys.filled(number),
    queryFn: ({ signal }) => listFilled(number, signal),
    enabled: open,
  });
  const query = slash?.query ?? "";
  const found = data === undefined ? [] : search(data, query);
  const at = mark.query === query ? Math.min(mark.at, Math.max(0, found.length - 1)) : 0;
  const choose = (one: Filled): void => {
    if (slash !== null) put(slash.start, caret, one.text);
  };
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (slash === null) {
      if (left !== null) setLeft(null); // Left once; the next "/" opens again.
      return false;
    }
    if (!open || event.isComposing || event.ctrlKey || event.metaKey) return false;
    const chosen = found[at];
    if (event.key === "Escape") setLeft(slash.start);
    else if (event.key === "ArrowDown") setMark({ query, at: (at + 1) % Math.max(1, found.length) });
    else if (event.key === "ArrowUp") setMark({ query, at: (at + found.length - 1) % Math.max(1, found.length) });
    else if ((event.key === "Enter" || event.key === "Tab") && chosen !== undefined) choose(chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const leave = (): void => setLeft(slash?.start ?? null);
  return { open, query, found, at, loading: open && isPending && error === null, error, choose, leave, onKeyDown };
}
