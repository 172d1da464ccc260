/** The choice of view: a column on wide screens, a row to swipe on small ones. */

import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from "react";
import type { Agent } from "../api/types";
import { mayShare, type SavedFilter } from "../api/writing";
import { Icon } from "../shell/Icon";
import { hrefOf } from "../shell/route";
import { useWords } from "../words/Words";
import classes from "./List.module.css";
import { shown, useCounts } from "./useCounts";
import { useSavedFilters } from "./useSavedFilters";
import { useViewName } from "./useViewName";
import { useViews } from "./useViews";
import { VIEWS, type View } from "./views";

const FilterForm = lazy(() => import("./FilterForm"));

interface Props {
  readonly view: View;
  readonly me: Agent;
}

export function ViewNav({ view, me }: Props): ReactNode {
  const { say } = useWords();
  const { teams, saved: filters } = useViews();
  const saved = useSavedFilters();
  const [editing, setEditing] = useState<{ readonly one: SavedFilter | null } | null>(null);
  const here = saved.find((one) => view === `filter:${one.id}`);
  return (
    <nav className={classes.views} aria-label={say("views.label")}>
      {VIEWS.map((one) => (
        <Entry key={one} view={one} here={one === view} />
      ))}
      {teams.length > 0 && (
        <div className={classes.viewsPart}>
          <span aria-hidden="true">{say("assign.teams")}</span>
        </div>
      )}
      {teams.map((one) => (
        <Entry key={one} view={one} here={one === view} />
      ))}
      <div className={classes.viewsPart}>
        <span aria-hidden="true">{say("filters.title")}</span>
        {here !== undefined && (!here.shared || mayShare(me.role)) && (
          <button type="button" aria-label={say("filters.edit", { name: here.name })} onClick={() => setEditing({ one: here })} data-testid="filter-edit">
            <Icon name="pencil" size={14} />
          </button>
        )}
        <button type="button" aria-label={say("filters.new")} onClick={() => setEditing({ one: null })} data-testid="filter-new">
          <Icon name="plus" size={14} />
        </button>
      </div>
      {filters.map((one) => (
        <Entry key={one} view={one} here={one === view} />
      ))}
      {editing !== null && (
        <Suspense>
          <FilterForm one={editing.one} share={mayShare(me.role)} close={() => setEditing(null)} />
        </Suspense>
      )}
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
