/** Colleagues on a ticket, as they come, type and go; and telling them that one is there. */

import { useEffect, useReducer, useRef, useSyncExternalStore } from "react";
import { usePhase } from "../live/LiveProvider";
import { changesAt, present } from "./here";
import { useTogether } from "./together";
import { useColleagues } from "./useColleagues";

const TYPING_EVERY_MS = 2_000;
const BEAT_EVERY_MS = 60_000;

export interface Present {
  readonly agent: string;
  readonly name: string;
  readonly types: boolean;
}

/** Who else is on this ticket; those whose names are not known yet are left out. */
export function useHere(ticket: string): readonly Present[] {
  const together = useTogether();
  const there = useSyncExternalStore(together.watch, () => together.on(ticket));
  const [, again] = useReducer((n: number) => n + 1, 0);
  const { colleagues } = useColleagues();
  const now = Date.now();
  const next = changesAt(there, now);
  useEffect(() => {
    if (next === null) return undefined;
    const timer = setTimeout(() => again(), next - Date.now() + 10);
    return () => clearTimeout(timer);
  }, [next]);
  return present(there, now).flatMap((one) => {
    const known = colleagues.find((colleague) => colleague.id === one.agent);
    return known === undefined ? [] : [{ ...one, name: known.name }];
  });
}

/** Colleagues see that this ticket is open here, after a lost connection too. */
export function useViewing(ticket: string): void {
  const together = useTogether();
  const phase = usePhase();
  useEffect(() => {
    if (phase !== "live") return undefined;
    together.say({ type: "viewing", ticket });
    return () => together.say({ type: "viewing", ticket: null });
  }, [together, phase, ticket]);
}

interface Typing {
  /** To be called at each keystroke. */
  readonly on: () => void;
  /** It is sent: nobody needs to wait any more. */
  readonly done: () => void;
}

export function useTyping(ticket: string): Typing {
  const together = useTogether();
  const last = useRef(0);
  return {
    on: () => {
      const now = Date.now();
      if (now - last.current < TYPING_EVERY_MS) return;
      last.current = now;
      together.say({ type: "typing", ticket });
    },
    done: () => {
      last.current = 0;
      together.say({ type: "viewing", ticket });
    },
  };
}

/** Whoever uses the console is at work. */
export function useHeartbeat(): void {
  const together = useTogether();
  useEffect(() => {
    let last = Date.now(); // Connecting counts as a sign.
    const beat = (): void => {
      const now = Date.now();
      if (now - last < BEAT_EVERY_MS) return;
      last = now;
      together.say({ type: "active" });
    };
    const signs = ["pointerdown", "keydown", "wheel"] as const;
    signs.forEach((sign) => window.addEventListener(sign, beat, { passive: true, capture: true }));
    return () => signs.forEach((sign) => window.removeEventListener(sign, beat, { capture: true }));
  }, [together]);
}
