/** Moves a ticket: take, release, return to the bot, resolve, reopen. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { moveTicket } from "../api/client";
import { keys } from "../api/keys";
import type { Move, Ticket } from "../api/types";

interface Moving {
  readonly move: (move: Move) => void;
  readonly underway: Move | null;
  readonly error: Error | null;
  readonly dismiss: () => void;
}

export function useMove(number: string): Moving {
  const cache = useQueryClient();
  const mutation = useMutation({
    mutationFn: (move: Move) => moveTicket(number, move),
    // The answer is the ticket as lists show it: what is known of it besides stays.
    onSuccess: (ticket: Ticket) => cache.setQueryData<Ticket>(keys.ticket(number), (old) => ({ ...old, ...ticket })),
    // Refused or done, what the screen showed is out of date.
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: keys.ticket(number) }),
        cache.invalidateQueries({ queryKey: keys.lists }),
      ]),
  });
  return {
    move: mutation.mutate,
    underway: mutation.isPending ? mutation.variables : null,
    error: mutation.error,
    dismiss: mutation.reset,
  };
}
