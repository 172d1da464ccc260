/** The views there are beside the desk's own, for who looks: teams' and saved filters'. */

import { useTeams } from "../together/useColleagues";
import { useCounts } from "./useCounts";
import { useSavedFilters } from "./useSavedFilters";
import type { View } from "./views";

interface Views {
  readonly teams: readonly View[];
  readonly saved: readonly View[];
}

export function useViews(): Views {
  const counts = useCounts();
  const { teams } = useTeams();
  const saved = useSavedFilters();
  return {
    // A limited agent's counts name no team but their own.
    teams: teams.filter((team) => counts !== undefined && team.id in counts.teams).map((team) => `team:${team.id}` as const),
    saved: saved.map((one) => `filter:${one.id}` as const),
  };
}
