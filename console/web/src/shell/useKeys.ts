/** Listens to the keyboard for the whole desk. */

import { useContext, useEffect, useEffectEvent, useRef, useState } from "react";
import { COMPOSER } from "../ticket/useUndo";
import { DraftsContext } from "../ticket/useDraft";
import { useRun } from "./commands";
import { controlFor, meaningOf, takesLetters, type Act } from "./keys";
import { preferences } from "./preferences";
import { hrefOf, useRoute } from "./route";

const SECOND_KEY_MS = 1500;
/** Held down, these go on; any other key is meant once. */
const WALKING = new Set(["j", "k"]);
const OTHERS = '[role="dialog"],[role="menu"],[role="listbox"]';

interface Openers {
  readonly palette: () => void;
  readonly help: () => void;
}

/** Gives how often a key found nothing to press, so that it can be said. */
export function useKeys(open: Openers): number {
  const { view, number } = useRoute();
  const run = useRun();
  const write = useWrite(number);
  const begun = useRef<{ readonly key: string; readonly at: number } | null>(null);
  const [idle, setIdle] = useState(0);

  const press = (key: string): void => {
    const control = controlFor(document, key);
    if (control === null) setIdle((times) => times + 1);
    else if (takesLetters(control)) control.focus();
    else control.click();
  };
  const back = (): void => {
    window.location.hash = hrefOf({ view, number: null });
    // The list may have to come back first.
    requestAnimationFrame(() => requestAnimationFrame(() => run("list")));
  };
  const leave = (): void => {
    const field = document.activeElement;
    if (field instanceof HTMLElement) field.blur();
  };
  const act = (what: Act): void => {
    switch (what.kind) {
      case "run":
        return run(what.command);
      case "press":
        return press(what.key);
      case "write":
        return write(what.private);
      case "go":
        window.location.hash = hrefOf({ view: what.view, number: null });
        return;
      case "back":
        return back();
      case "palette":
        return open.palette();
      case "help":
        return open.help();
      case "leave":
        return leave();
    }
  };
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || (event.repeat && !WALKING.has(event.key))) return;
    const target = event.target instanceof Element ? event.target : null;
    const first = begun.current !== null && event.timeStamp - begun.current.at < SECOND_KEY_MS ? begun.current.key : null;
    const meaning = meaningOf(first, {
      letters: preferences().letters,
      key: event.key,
      command: event.ctrlKey || event.metaKey,
      alt: event.altKey,
      typing: takesLetters(target),
      elsewhere: target?.closest(OTHERS) != null || document.querySelector('[role="dialog"][aria-modal="true"]') !== null,
    });
    begun.current = meaning.begun === null ? null : { key: meaning.begun, at: event.timeStamp };
    if (meaning.act === null) return;
    event.preventDefault();
    act(meaning.act);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKeyDown(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return idle;
}

/** To the composer, for a reply or a note. */
export function useWrite(number: string | null): (asNote: boolean) => void {
  const drafts = useContext(DraftsContext);
  return (asNote) => {
    if (number === null || drafts === null) return;
    if (drafts.of(number).private !== asNote) drafts.change(number, { kind: "note", private: asNote });
    requestAnimationFrame(() => document.getElementById(COMPOSER)?.focus());
  };
}
