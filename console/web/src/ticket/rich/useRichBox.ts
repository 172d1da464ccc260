/** Loads the box for rich text when it is first needed; the plain one stands in its place meanwhile. */

import { useEffect, useState, type ComponentType } from "react";
import type { BoxProps } from "../box";

let loaded: ComponentType<BoxProps> | null = null;

/** null: not wanted, or not there yet. */
export function useRichBox(wanted: boolean): ComponentType<BoxProps> | null {
  const [box, setBox] = useState<ComponentType<BoxProps> | null>(() => loaded);
  useEffect(() => {
    if (!wanted || box !== null) return;
    let composing = false;
    let there: ComponentType<BoxProps> | null = null;
    const change = (): void => {
      if (there !== null && !composing) setBox(() => there);
    };
    // What is half typed with an input method would be lost with the box it is typed in.
    const onStart = (): void => void (composing = true);
    const onEnd = (): void => {
      composing = false;
      setTimeout(change);
    };
    document.addEventListener("compositionstart", onStart);
    document.addEventListener("compositionend", onEnd);
    let left = false;
    import("./RichBox").then(
      ({ RichBox }) => {
        there = loaded = RichBox;
        if (!left) change();
      },
      () => undefined, // The plain box stays; the next ticket tries again.
    );
    return () => {
      left = true;
      document.removeEventListener("compositionstart", onStart);
      document.removeEventListener("compositionend", onEnd);
    };
  }, [wanted, box]);
  return wanted ? box : null;
}
