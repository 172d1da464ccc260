/** Joins the live socket to the query cache, and tells the screen how the connection is. */

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import type { Colleague, Ticket } from "../api/types";
import { createTogether, TogetherContext } from "../together/together";
import { connect, type Connection, type Phase } from "./connection";
import { START, step } from "./fold";
import type { ColleagueFrame, LiveEvent } from "./frames";
import { createRereader } from "./reread";
import { asTold } from "./told";
import { createTypists, TypistsContext } from "./typists";

type Listener = (event: LiveEvent) => void;

interface Live {
  readonly phase: Phase;
  /** Try to connect now. */
  readonly hurry: () => void;
  /** Hears each event once it is live; what is caught up with is no news. */
  readonly listen: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live>({ phase: "connecting", hurry: () => undefined, listen: () => () => undefined });

export function useLive(): Live {
  return useContext(LiveContext);
}

export function usePhase(): Phase {
  return useLive().phase;
}

export function useLiveEvents(listener: Listener): void {
  const { listen } = useLive();
  const now = useRef(listener);
  useEffect(() => {
    now.current = listener;
  });
  useEffect(() => listen((event) => now.current(event)), [listen]);
}

/** Lost rings cost a poll, never a message: the poll, in milliseconds. */
export function usePoll(): number {
  return usePhase() === "live" ? 60_000 : 10_000;
}

export function LiveProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const cache = useQueryClient();
  const [phase, setPhase] = useState<Phase>("connecting");
  const [together] = useState(createTogether);
  const [typists] = useState(createTypists);
  const listeners = useMemo(() => new Set<Listener>(), []);
  const live = useRef<Connection | null>(null);
  useEffect(() => {
    const connection = follow(cache, setPhase, {
      typing: typists.heard,
      colleague: together.hear,
      event: (event) => listeners.forEach((listener) => listener(event)),
    });
    together.speaks(connection.say);
    live.current = connection;
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
  }, [cache, listeners, together, typists]);
  const value = useMemo(
    () => ({
      phase,
      hurry: () => live.current?.hurry(true),
      listen: (listener: Listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    }),
    [listeners, phase],
  );
  return (
    <LiveContext value={value}>
      <TypistsContext value={typists}>
        <TogetherContext value={together}>{children}</TogetherContext>
      </TypistsContext>
    </LiveContext>
  );
}

/** Who wants to know of what came. */
interface Ears {
  readonly typing: (ticket: string) => void;
  readonly colleague: (frame: ColleagueFrame) => void;
  readonly event: Listener;
}

function follow(cache: QueryClient, onPhase: (phase: Phase) => void, ears: Ears): Connection {
  let state = START;
  let live = false;
  const reread = createRereader(cache, setTimeout);
  return connect({
    open: (cursor) => new WebSocket(address(cursor)),
    cursor: () => state.cursor,
    onFrame: (frame) => {
      if (frame.type === "typing") ears.typing(frame.ticket);
      const next = step(state, frame);
      state = next.state;
      if (frame.type === "event") tell(cache, frame);
      reread(next.stale);
      if (frame.type === "colleague") ears.colleague(frame);
      if (frame.type === "ready") reread([{ what: "colleagues" }, { what: "teams" }]); // Of these nothing is sent again.
      if (live && frame.type === "event") ears.event(frame);
    },
    onPhase: (phase) => {
      live = phase === "live";
      onPhase(phase);
    },
    onRefused: () => void cache.invalidateQueries({ queryKey: keys.session }),
    chance: Math.random,
  });
}

function tell(cache: QueryClient, event: LiveEvent): void {
  if (event.ticket === null) return;
  const colleagues = cache.getQueryData<readonly Colleague[]>(keys.colleagues) ?? [];
  cache.setQueryData<Ticket>(keys.ticket(event.ticket), (old) => old && asTold(old, event, colleagues));
}

function address(cursor: string | null): string {
  const url = new URL("/api/v1/live", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  if (cursor !== null) url.searchParams.set("after", cursor);
  return url.href;
}
