/** Lets the citizen of a live chat see that an answer is being written; every few seconds is enough. */

import { useCallback, useRef } from "react";
import { showTyping } from "../actions/calls";
import type { Ticket } from "../api/types";

/** What is shown to the citizen lasts six seconds. */
const AGAIN_MS = 4_000;

export function useShowTyping(ticket: Pick<Ticket, "number" | "channels">): () => void {
  const last = useRef(-Infinity);
  const chats = ticket.channels.some((channel) => channel.kind === "livechat");
  return useCallback(() => {
    const now = performance.now();
    if (!chats || now - last.current < AGAIN_MS) return;
    last.current = now;
    showTyping(ticket.number);
  }, [chats, ticket.number]);
}
