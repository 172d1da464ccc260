/** Everyone who works here, and the teams, kept fresh by the live socket. */

import { useQuery } from "@tanstack/react-query";
import { listColleagues, listTeams } from "../api/client";
import { keys } from "../api/keys";
import type { Colleague, Team } from "../api/types";
import { usePoll } from "../live/LiveProvider";

interface Colleagues {
  readonly colleagues: readonly Colleague[];
  readonly error: Error | null;
  readonly loading: boolean;
  readonly retry: () => void;
}

const NONE: readonly never[] = [];

export function useColleagues(): Colleagues {
  const query = useQuery({
    queryKey: keys.colleagues,
    queryFn: ({ signal }) => listColleagues(signal),
    refetchInterval: usePoll(),
  });
  return {
    colleagues: query.data ?? NONE,
    error: query.error,
    loading: query.isPending,
    retry: () => void query.refetch(),
  };
}

interface Teams {
  readonly teams: readonly Team[];
  readonly error: Error | null;
  readonly loading: boolean;
  readonly retry: () => void;
}

export function useTeams(): Teams {
  const query = useQuery({ queryKey: keys.teams, queryFn: ({ signal }) => listTeams(signal), refetchInterval: usePoll() });
  return { teams: query.data ?? NONE, error: query.error, loading: query.isPending, retry: () => void query.refetch() };
}
