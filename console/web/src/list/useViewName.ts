/** What a view is called: the desk's own by our words, a team's by its name. */

import { useTeams } from "../together/useColleagues";
import { useWords } from "../words/Words";
import { isDeskView, teamOf, type View } from "./views";

export function useViewName(): (view: View) => string {
  const { say } = useWords();
  const { teams } = useTeams();
  return (view) => {
    if (isDeskView(view)) return say(`view.${view}`);
    const id = teamOf(view);
    return teams.find((one) => one.id === id)?.name ?? id ?? "";
  };
}
