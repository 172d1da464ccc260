/** A page beside the tickets: a way back, a title that is read out first, and what is on it. */

import { useEffect, useRef, type ReactNode } from "react";
import { useWords } from "../words/Words";
import { Icon } from "./Icon";
import { hrefOf } from "./route";
import classes from "./Page.module.css";

interface Props {
  readonly title: string;
  readonly about?: string;
  /** Between the way back and the title. */
  readonly nav?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, about, nav, children }: Props): ReactNode {
  const { say } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  // The page was opened: reading goes on here.
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <main id="ticket" className={classes.page} tabIndex={-1}>
      <div className={classes.inner}>
        <a href={hrefOf({ view: "queue", number: null })} className={classes.back}>
          <Icon name="back" />
          {say("app.toTickets")}
        </a>
        {nav}
        <h1 ref={heading} tabIndex={-1} className={classes.title}>
          {title}
        </h1>
        {about !== undefined && <p className={classes.about}>{about}</p>}
        {children}
      </div>
    </main>
  );
}
