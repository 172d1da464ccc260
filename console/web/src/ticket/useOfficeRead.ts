/** Tells the citizen of a live chat that their messages were read, while the ticket is on the screen. */

import { useEffect, useRef } from "react";
import { noteRead } from "../actions/calls";
import type { Message } from "../api/types";

export function useOfficeRead(number: string, messages: readonly Message[] | undefined): void {
  const told = useRef(new Map<string, number>());
  useEffect(() => {
    const tell = (): void => {
      if (document.visibilityState !== "visible") return;
      for (const [conversation, seq] of heard(messages ?? [])) {
        if (seq <= (told.current.get(conversation) ?? 0)) continue;
        told.current.set(conversation, seq);
        noteRead(number, conversation, seq).catch(() => void told.current.delete(conversation));
      }
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [number, messages]);
}

/** The last `seq` of the citizen, of each live chat: elsewhere nobody would see it. */
export function heard(messages: readonly Message[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { channel, author, conversation, seq } of messages) {
    if (channel.kind === "livechat" && author.kind === "contact" && seq !== null) last.set(conversation, seq);
  }
  return last;
}
