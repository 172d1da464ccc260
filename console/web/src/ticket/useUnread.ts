/** Which messages are new since this agent last had the ticket open, and how to get to the first. */

import { useEffect, useRef, useState } from "react";
import type { Agent, Message } from "../api/types";
import { lastSeen, see } from "./seen";

export interface Unread {
  /** The first new message when the ticket was opened; null: there was none. */
  readonly first: string | null;
  readonly count: number;
}

const NONE: Unread = { first: null, count: 0 };

/** Decided once, when the messages are first there: what comes later is read as it comes. */
export function useUnread(me: Agent, number: string, messages: readonly Message[] | undefined): Unread {
  const [mark] = useState(() => lastSeen(me.id, number));
  const decided = useRef<Unread | null>(null);
  if (decided.current === null && messages !== undefined) decided.current = unreadAfter(mark, me, messages);
  const last = messages?.at(-1)?.id;
  useEffect(() => {
    const note = (): void => {
      if (last !== undefined && document.visibilityState === "visible") see(me.id, number, last);
    };
    note();
    document.addEventListener("visibilitychange", note);
    return () => document.removeEventListener("visibilitychange", note);
  }, [last, me.id, number]);
  return decided.current ?? NONE;
}

export function unreadAfter(mark: string | null, me: Pick<Agent, "name">, messages: readonly Message[]): Unread {
  if (mark === null) return NONE;
  const fresh = messages.filter((one) => one.id > mark && !(one.author.kind === "agent" && one.author.name === me.name));
  return { first: fresh[0]?.id ?? null, count: fresh.length };
}
