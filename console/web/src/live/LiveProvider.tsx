/** Joins the live socket to the query cache, and tells the screen how the connection is. */

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import { connect, type Connection, type Phase } from "./connection";
import { START, step, type Stale } from "./fold";
import { createRefresher } from "./refresher";
import { createTypists, TypistsContext } from "./typists";

const GATHER_MS = 120;
const PhaseContext = createContext<Phase>("connecting");

export function usePhase(): Phase {
  return useContext(PhaseContext);
}

/** Lost rings cost a poll, never a message: the poll, in milliseconds. */
export function usePoll(): number {
  return usePhase() === "live" ? 60_000 : 10_000;
}

export function LiveProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const cache = useQueryClient();
  const [phase, setPhase] = useState<Phase>("connecting");
  const [typists] = useState(createTypists);
  useEffect(() => {
    const connection = follow(cache, setPhase, typists.heard);
    const onOnline = (): void => connection.hurry(true);
    const onVisible = (): void => {
      if (document.visibilityState === "visible") connection.hurry(false);
    };
    window.addEventListener("online", onOnline);
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      window.removeEventListener("online", onOnline);
      document.removeEventListener("visibilitychange", onVisible);
      connection.stop();
    };
  }, [cache, typists]);
  return (
    <PhaseContext value={phase}>
      <TypistsContext value={typists}>{children}</TypistsContext>
    </PhaseContext>
  );
}

function follow(cache: QueryClient, onPhase: (phase: Phase) => void, onTyping: (ticket: string) => void): Connection {
  let state = START;
  const refresh = createRefresher(
    (stale) => reread(cache, stale),
    (run) => setTimeout(run, GATHER_MS),
  );
  return connect({
    open: (cursor) => new WebSocket(address(cursor)),
    cursor: () => state.cursor,
    onFrame: (frame) => {
      if (frame.type === "typing") onTyping(frame.ticket);
      const next = step(state, frame);
      state = next.state;
      refresh(next.stale);
    },
    onPhase,
    onRefused: () => void cache.invalidateQueries({ queryKey: keys.session }),
    chance: Math.random,
  });
}

function address(cursor: string | null): string {
  const url = new URL("/api/v1/live", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  if (cursor !== null) url.searchParams.set("after", cursor);
  return url.href;
}

function reread(cache: QueryClient, stale: Stale): Promise<unknown> {
  switch (stale.what) {
    case "everything":
      return cache.invalidateQueries();
    case "contacts":
      return cache.invalidateQueries({ queryKey: keys.contacts });
    case "lists":
      return cache.invalidateQueries({ queryKey: keys.lists });
    case "ticket":
      return cache.invalidateQueries({ queryKey: keys.ticket(stale.number) });
    case "messages":
      void cache.invalidateQueries({ queryKey: keys.suggestions(stale.number) });
      return cache.invalidateQueries({ queryKey: keys.messages(stale.number) });
    case "draft":
      return cache.invalidateQueries({ queryKey: keys.draft(stale.number) });
    case "prepared":
      return cache.invalidateQueries({ queryKey: keys.prepared });
  }
}
