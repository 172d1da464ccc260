/** What a view is called: the desk's own by our words, a team's and a saved filter's by their names. */

import { useTeams } from "../together/useColleagues";
import { useWords } from "../words/Words";
import { useSavedFilters } from "./useSavedFilters";
import { isDeskView, savedOf, teamOf, type View } from "./views";

export function useViewName(): (view: View) => string {
  const { say } = useWords();
  const { teams } = useTeams();
  const saved = useSavedFilters();
  return (view) => {
    if (isDeskView(view)) return say(`view.${view}`);
    const team = teamOf(view);
    if (team !== null) return teams.find((one) => one.id === team)?.name ?? team;
    return saved.find((one) => one.id === savedOf(view))?.name ?? say("filters.one");
  };
}
