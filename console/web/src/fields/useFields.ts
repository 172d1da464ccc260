/** The fields there are, and filling one on a ticket. */

import { useMutation, useQuery, useQueryClient, type QueryClient, type UseQueryResult } from "@tanstack/react-query";
import { keys } from "../api/keys";
import type { Ticket } from "../api/types";
import { fillField, listFields } from "./calls";
import type { Field, FieldValue } from "./types";

/** They seldom change, and a change is told. */
const FRESH_MS = 5 * 60_000;
const NONE: readonly Field[] = [];

export function useFieldsQuery(): UseQueryResult<readonly Field[]> {
  return useQuery({ queryKey: keys.fields, queryFn: ({ signal }) => listFields(signal), staleTime: FRESH_MS });
}

export function useFields(): readonly Field[] {
  return useFieldsQuery().data ?? NONE;
}

interface Filling {
  readonly fill: (value: FieldValue | null) => void;
  readonly busy: boolean;
  readonly error: Error | null;
  /** It was stored, and nothing was tried since. */
  readonly done: boolean;
  readonly dismiss: () => void;
}

/** `kept` is called when it is stored. */
export function useFill(number: string, field: Field, kept: () => void): Filling {
  const cache = useQueryClient();
  const { mutate, isPending, isSuccess, error, reset } = useMutation({
    mutationFn: (value: FieldValue | null) => fillField(number, field.key, value),
    onSuccess: (now) => {
      filledNow(cache, now);
      kept();
    },
    onSettled: () => readAgain(cache, number),
  });
  return { fill: mutate, busy: isPending, error, done: isSuccess, dismiss: reset };
}

/** What is known of the ticket beside its lists stays. */
export function filledNow(cache: QueryClient, now: Ticket): void {
  cache.setQueryData<Ticket>(keys.ticket(now.number), (old) => (old === undefined ? old : { ...old, ...now }));
}

export function readAgain(cache: QueryClient, number: string): Promise<unknown> {
  return Promise.all([keys.ticket(number), keys.messages(number), keys.lists].map((queryKey) => cache.invalidateQueries({ queryKey })));
}
