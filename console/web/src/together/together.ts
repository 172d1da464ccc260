/** What this console tells colleagues and hears of them, beside the event log. */

import { createContext, useContext } from "react";
import type { ColleagueFrame } from "../live/frames";
import { heard, NOBODY, type Everywhere, type Here } from "./here";

export interface Together {
  readonly hear: (frame: ColleagueFrame) => void;
  readonly on: (ticket: string) => readonly Here[];
  readonly watch: (changed: () => void) => () => void;
  /** Tells the server something, when it is connected. */
  readonly say: (frame: object) => void;
  /** Gives it a voice: that of the connection there is now. */
  readonly speaks: (say: (frame: object) => void) => void;
}

export function createTogether(now: () => number = Date.now): Together {
  let all: Everywhere = {};
  let voice: (frame: object) => void = () => undefined;
  const watchers = new Set<() => void>();
  return {
    hear: (frame) => {
      all = heard(all, frame, now());
      watchers.forEach((changed) => changed());
    },
    on: (ticket) => all[ticket] ?? NOBODY,
    watch: (changed) => {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
    say: (frame) => voice(frame),
    speaks: (say) => (voice = say),
  };
}

export const TogetherContext = createContext<Together>(createTogether());

export function useTogether(): Together {
  return useContext(TogetherContext);
}
