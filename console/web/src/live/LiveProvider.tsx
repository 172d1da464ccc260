/** Joins the live socket to the query cache, and tells the screen how the connection is. */

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import { connect, type Connection, type Phase } from "./connection";
import { createTogether, TogetherContext, type Together } from "../together/together";
import { START, step, type Stale } from "./fold";
import { createRefresher } from "./refresher";

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
  const [together] = useState(createTogether);
  useEffect(() => {
    const connection = follow(cache, setPhase, together);
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
  }, [cache, together]);
  return (
    <PhaseContext value={phase}>
      <TogetherContext value={together}>{children}</TogetherContext>
    </PhaseContext>
  );
}

function follow(cache: QueryClient, onPhase: (phase: Phase) => void, together: Together): Connection {
  let state = START;
  const refresh = createRefresher(
    (stale) => reread(cache, stale),
    (run) => setTimeout(run, GATHER_MS),
  );
  const connection = connect({
    open: (cursor) => new WebSocket(address(cursor)),
    cursor: () => state.cursor,
    onFrame: (frame) => {
      const next = step(state, frame);
      state = next.state;
      refresh(next.stale);
      if (frame.type === "colleague") together.hear(frame);
      if (frame.type === "ready") refresh([{ what: "colleagues" }, { what: "teams" }]); // Of these nothing is sent again.
    },
    onPhase,
    onRefused: () => void cache.invalidateQueries({ queryKey: keys.session }),
    chance: Math.random,
  });
  together.speaks(connection.say);
  return connection;
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
    case "lists":
      return cache.invalidateQueries({ queryKey: keys.lists });
    case "ticket":
      return cache.invalidateQueries({ queryKey: keys.ticket(stale.number) });
    case "colleagues":
      return cache.invalidateQueries({ queryKey: keys.colleagues });
    case "teams":
      return cache.invalidateQueries({ queryKey: keys.teams });
    case "messages":
      return cache.invalidateQueries({ queryKey: keys.messages(stale.number) });
  }
}
