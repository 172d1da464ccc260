/** Writes and throws away canned responses and macros. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "../api/keys";
import { deletePrepared, writePrepared, type Kind } from "../api/writing";

interface Prepared {
  readonly write: (shared: boolean, words: object) => void;
  readonly remove: (shared: boolean) => void;
  readonly busy: boolean;
  readonly error: Error | null;
}

/** `id` null: a new one. `done` is called when it is stored, with its id; null: it is gone. */
export function usePrepared(kind: Kind, id: string | null, done: (id: string | null) => void): Prepared {
  const cache = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (deed: () => Promise<string | null>) => deed(),
    onSuccess: done,
    onSettled: () => cache.invalidateQueries({ queryKey: keys.prepared }),
  });
  return {
    write: (shared, words) => mutate(() => writePrepared(kind, shared, id, words)),
    remove: (shared) => {
      if (id !== null) mutate(() => deletePrepared(kind, shared, id).then(() => null));
    },
    busy: isPending,
    error,
  };
}
