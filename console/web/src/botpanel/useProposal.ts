/** Sends a proposed answer, or throws it away. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { keys } from "../api/keys";
import { newKey } from "../ticket/newKey";
import { discardProposal, sendProposal } from "./api";

interface Deciding {
  /** null: as it is. */
  readonly send: (text: string | null) => void;
  readonly discard: () => void;
  readonly busy: "send" | "discard" | null;
  readonly error: Error | null;
}

export function useProposal(number: string, proposal: string): Deciding {
  const cache = useQueryClient();
  const attempt = useRef<{ text: string | null; key: string } | null>(null);
  // Done or refused, what the screen showed is out of date.
  const onSettled = (): Promise<unknown> =>
    Promise.all([
      cache.invalidateQueries({ queryKey: keys.ticket(number) }),
      cache.invalidateQueries({ queryKey: keys.messages(number) }),
      cache.invalidateQueries({ queryKey: keys.lists }),
    ]);
  const sending = useMutation({
    mutationFn: (text: string | null) => {
      // The same words tried again are the same message.
      if (attempt.current?.text !== text) attempt.current = { text, key: newKey() };
      return sendProposal(number, proposal, text, attempt.current?.key ?? newKey());
    },
    onSettled,
  });
  const discarding = useMutation({ mutationFn: () => discardProposal(number, proposal), onSettled });
  return {
    send: (text) => {
      discarding.reset();
      sending.mutate(text);
    },
    discard: () => {
      sending.reset();
      discarding.mutate();
    },
    busy: sending.isPending ? "send" : discarding.isPending ? "discard" : null,
    error: sending.error ?? discarding.error,
  };
}
