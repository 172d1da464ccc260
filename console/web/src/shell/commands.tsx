/** What keys and the palette ask of a part of the screen, by name; whoever is on the screen answers. */

import type { Move } from "../api/types";
import { createContext, useContext, useEffect, useMemo, useRef, type ReactNode } from "react";

export type Command = "next" | "previous" | "tick" | "list" | Move;
export type Handlers = Readonly<Partial<Record<Command, () => void>>>;

interface Commands {
  readonly run: (command: Command) => void;
  readonly answer: (handlers: () => Handlers) => () => void;
}

const CommandsContext = createContext<Commands>({ run: () => undefined, answer: () => () => undefined });

export function CommandsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const commands = useMemo(() => {
    const parts = new Set<() => Handlers>();
    return {
      run: (command: Command) => parts.forEach((part) => part()[command]?.()),
      answer: (part: () => Handlers) => {
        parts.add(part);
        return () => void parts.delete(part);
      },
    };
  }, []);
  return <CommandsContext value={commands}>{children}</CommandsContext>;
}

export function useRun(): Commands["run"] {
  return useContext(CommandsContext).run;
}

/** Answers commands for as long as it is on the screen. */
export function useCommands(handlers: Handlers): void {
  const { answer } = useContext(CommandsContext);
  const now = useRef(handlers);
  useEffect(() => {
    now.current = handlers;
  });
  useEffect(() => answer(() => now.current), [answer]);
}
