/** Changes a ticket's tags and priority, and runs macros on it. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "../../api/keys";
import type { Ticket } from "../../api/types";
import { changeTags, runMacro, setPriority, type Macro, type Priority } from "../../api/writing";
import { newKey } from "../newKey";

interface Marking {
  readonly retag: (tags: readonly string[]) => void;
  readonly prioritise: (priority: Priority) => void;
  readonly run: (macro: Macro) => void;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly dismiss: () => void;
}

type Deed = () => Promise<Ticket>;

export function useMarks(ticket: Ticket): Marking {
  const cache = useQueryClient();
  const { number } = ticket;
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: (deed: Deed) => deed(),
    // The ticket alone has a cursor and what its page shows beside it: these stay.
    onSuccess: (now) => cache.setQueryData<Ticket>(keys.ticket(number), (old) => (old === undefined ? old : { ...old, ...now })),
    onSettled: () =>
      Promise.all(
        [keys.ticket(number), keys.messages(number), keys.lists, keys.tags].map((queryKey) => cache.invalidateQueries({ queryKey })),
      ),
  });
  return {
    retag: (tags) => {
      const { add, remove } = difference(ticket.tags, tags);
      if (add.length + remove.length > 0) mutate(() => changeTags(number, add, remove));
    },
    prioritise: (priority) => {
      if (priority !== ticket.priority) mutate(() => setPriority(number, priority));
    },
    run: (macro) => {
      const key = newKey();
      mutate(() => runMacro(number, macro.id, key));
    },
    busy: isPending,
    error,
    dismiss: reset,
  };
}

/** What to put on and to take off. Pure. */
export function difference(has: readonly string[], wanted: readonly string[]): { add: readonly string[]; remove: readonly string[] } {
  return {
    add: wanted.filter((tag) => !has.includes(tag)),
    remove: has.filter((tag) => !wanted.includes(tag)),
  };
}
