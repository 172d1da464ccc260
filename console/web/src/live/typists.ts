/** Which citizens type just now: heard on the live socket, forgotten after some seconds. */

import { createContext, useContext, useSyncExternalStore } from "react";

/** A citizen who goes on typing is heard of every two seconds. */
export const TYPES_FOR_MS = 6_000;

export interface Typists {
  readonly heard: (ticket: string) => void;
  readonly types: (ticket: string) => boolean;
  readonly follow: (changed: () => void) => () => void;
}

export function createTypists(): Typists {
  const typing = new Map<string, ReturnType<typeof setTimeout>>();
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((changed) => changed());
  return {
    heard: (ticket) => {
      clearTimeout(typing.get(ticket));
      const over = (): void => {
        typing.delete(ticket);
        tell();
      };
      typing.set(ticket, setTimeout(over, TYPES_FOR_MS));
      tell();
    },
    types: (ticket) => typing.has(ticket),
    follow: (changed) => {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
  };
}

export const TypistsContext = createContext<Typists>(createTypists());

/** Whether the citizen of this ticket types. */
export function useTypes(ticket: string): boolean {
  const typists = useContext(TypistsContext);
  return useSyncExternalStore(typists.follow, () => typists.types(ticket));
}
