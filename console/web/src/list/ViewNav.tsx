/** The choice of view: a column on wide screens, a row to swipe on small ones. */

import { useEffect, useRef, type ReactNode } from "react";
import { hrefOf } from "../shell/route";
import { useTeams } from "../together/useColleagues";
import { useWords } from "../words/Words";
import classes from "./List.module.css";
import { shown, useCounts } from "./useCounts";
import { useViewName } from "./useViewName";
import { VIEWS, type View } from "./views";

export function ViewNav({ view }: { readonly view: View }): ReactNode {
  const { say } = useWords();
  const counts = useCounts();
  const { teams } = useTeams();
  // A limited agent's counts name no team but their own.
  const shownTeams = teams.filter((team) => counts !== undefined && team.id in counts.teams);
  return (
    <nav className={classes.views} aria-label={say("views.label")}>
      {VIEWS.map((one) => (
        <Entry key={one} view={one} here={one === view} />
      ))}
      {shownTeams.length > 0 && (
        <p className={classes.viewsPart} aria-hidden="true">
          {say("assign.teams")}
        </p>
      )}
      {shownTeams.map((team) => (
        <Entry key={team.id} view={`team:${team.id}`} here={view === `team:${team.id}`} />
      ))}
    </nav>
  );
}

function Entry({ view, here }: { readonly view: View; readonly here: boolean }): ReactNode {
  const { say } = useWords();
  const name = useViewName();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (here) void link.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [here]);
  const count = shown(useCounts(), view);
  return (
    <a
      ref={link}
      href={hrefOf({ view, number: null })}
      className={classes.view}
      aria-current={here ? "page" : undefined}
      data-testid={`view-${view}`}
    >
      <span>{name(view)}</span>
      {count !== null && (
        <span className={classes.count} data-none={count === "0"} data-testid={`count-${view}`}>
          <span aria-hidden="true">{count}</span>
          <span className="visually-hidden">{say("views.count", { n: count })}</span>
        </span>
      )}
    </a>
  );
}
