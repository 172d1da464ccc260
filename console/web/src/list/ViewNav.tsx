/** The choice of view: a column on wide screens, a row to swipe on small ones. */

import { useEffect, useRef, type ReactNode } from "react";
import { hrefOf } from "../shell/route";
import { useWords } from "../words/Words";
import classes from "./List.module.css";
import { shown, useCounts } from "./useCounts";
import { VIEWS, type View } from "./views";

export function ViewNav({ view }: { readonly view: View }): ReactNode {
  const { say } = useWords();
  const counts = useCounts();
  const current = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    void current.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [view]);
  return (
    <nav className={classes.views} aria-label={say("views.label")}>
      {VIEWS.map((one) => {
        const count = shown(counts, one);
        return (
          <a
            key={one}
            ref={one === view ? current : null}
            href={hrefOf({ view: one, number: null })}
            className={classes.view}
            aria-current={one === view ? "page" : undefined}
            data-testid={`view-${one}`}
          >
            <span>{say(`view.${one}`)}</span>
            {count !== null && (
              <span className={classes.count} data-none={count === "0"} data-testid={`count-${one}`}>
                <span aria-hidden="true">{count}</span>
                <span className="visually-hidden">{say("views.count", { n: count })}</span>
              </span>
            )}
          </a>
        );
      })}
    </nav>
  );
}
