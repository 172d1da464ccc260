/** Does something to a ticket, and reads again what may have changed with it. */

import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { keys } from "../api/keys";
import { act, type Action } from "./calls";

export interface Acting {
  /** `on`: the number of another ticket that is acted upon, and changes this one. */
  readonly run: (action: Action, more?: { readonly on?: string; readonly done?: () => void }) => void;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly dismiss: () => void;
}

export function useAct(number: string): Acting {
  const cache = useQueryClient();
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: ({ action, on }: { readonly action: Action; readonly on: string }) => act(on, action),
    // Refused or done, what the screen showed is out of date.
    onSettled: (_answer, _error, { on }) => readAgain(cache, number, on),
  });
  return {
    run: (action, { on = number, done } = {}) => mutate({ action, on }, { onSuccess: () => done?.() }),
    busy: isPending,
    error,
    dismiss: reset,
  };
}

export function readAgain(cache: QueryClient, ...numbers: readonly string[]): Promise<unknown> {
  return Promise.all([
    cache.invalidateQueries({ queryKey: keys.lists }),
    ...numbers.flatMap((one) => [
      cache.invalidateQueries({ queryKey: keys.ticket(one) }),
      cache.invalidateQueries({ queryKey: keys.messages(one) }),
    ]),
  ]);
}
