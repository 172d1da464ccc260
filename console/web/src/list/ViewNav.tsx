/** The choice of view: a column on wide screens, a row to swipe on small ones. */

import { useEffect, useRef, type ReactNode } from "react";
import { hrefOf } from "../shell/route";
import { useWords } from "../words/Words";
import classes from "./List.module.css";
import { VIEWS, type View } from "./views";

export function ViewNav({ view }: { readonly view: View }): ReactNode {
  const { say } = useWords();
  const current = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    void current.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [view]);
  return (
    <nav className={classes.views} aria-label={say("views.label")}>
      {VIEWS.map((one) => (
        <a
          key={one}
          ref={one === view ? current : null}
          href={hrefOf({ view: one, number: null })}
          className={classes.view}
          aria-current={one === view ? "page" : undefined}
          data-testid={`view-${one}`}
        >
          {say(`view.${one}`)}
        </a>
      ))}
    </nav>
  );
}
