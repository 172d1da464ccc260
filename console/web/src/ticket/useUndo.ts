/** Withdraws a message that is still held, and gives its words back to the composer. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { undoMessage } from "../api/client";
import { keys } from "../api/keys";
import type { Message } from "../api/types";
import { useDraft } from "./useDraft";

/** The composer's place on the page. */
export const COMPOSER = "composer";

interface Undoing {
  readonly undo: () => void;
  readonly busy: boolean;
  readonly error: Error | null;
}

export function useUndo(number: string, message: Message): Undoing {
  const cache = useQueryClient();
  const [draft, change] = useDraft(number);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => undoMessage(number, message.id),
    onSuccess: () => {
      change(number, { kind: "restore", message: message.id, text: message.text, html: message.rich ?? null });
      cache.setQueryData<readonly Message[]>(keys.messages(number), (old) =>
        old?.map((one) => (one.id === message.id ? withdrawn(one) : one)),
      );
      document.getElementById(COMPOSER)?.focus();
    },
    // Done or too late, what the screen showed is out of date.
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: keys.messages(number) }),
        cache.invalidateQueries({ queryKey: keys.ticket(number) }),
        cache.invalidateQueries({ queryKey: keys.lists }),
      ]),
  });
  return { undo: () => mutate(), busy: isPending || draft.sending, error };
}

function withdrawn(message: Message): Message {
  return { ...message, delivery: { state: "withdrawn", reason: "", next_try: null, undo_until: null } };
}
