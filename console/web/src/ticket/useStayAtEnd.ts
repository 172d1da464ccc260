/** Keeps a scrolled box at its end while the reader is there; says when they are behind. */

import { useLayoutEffect, useRef, useState, type RefObject } from "react";

const NEAR_PX = 80;

interface StayAtEnd {
  readonly box: RefObject<HTMLElement | null>;
  readonly onScroll: () => void;
  /** Something was added while the reader was further up. */
  readonly behind: boolean;
  readonly toEnd: () => void;
}

/** `last` names the last thing in the box; `mine`: the reader put it there, and wants to see it. */
export function useStayAtEnd(last: string | null, mine: boolean): StayAtEnd {
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const [behind, setBehind] = useState(false);
  const toEnd = (): void => {
    const element = box.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  };
  useLayoutEffect(() => {
    if (mine) atEnd.current = true;
    if (atEnd.current) toEnd();
    setBehind(!atEnd.current);
  }, [last]);
  useLayoutEffect(() => {
    // The box also changes its height: the keyboard of a phone, a growing composer.
    const watcher = new ResizeObserver(() => {
      if (atEnd.current) toEnd();
    });
    if (box.current !== null) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  const onScroll = (): void => {
    const element = box.current;
    if (element === null) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    if (atEnd.current) setBehind(false);
  };
  return { box, onScroll, behind, toEnd };
}
