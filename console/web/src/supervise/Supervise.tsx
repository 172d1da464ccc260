/** The pages of those who supervise: the live wall, transcripts, reports, the audit log. */

import { useEffect, useRef, useSyncExternalStore, type ReactNode } from "react";
import type { Agent } from "../api/types";
import { Icon } from "../shell/Icon";
import { hrefOf } from "../shell/route";
import { useWords } from "../words/Words";
import { Audit } from "./Audit";
import { hrefOfPlace, PAGES, readPlace, type Place } from "./places";
import { Reading } from "./Reading";
import { Reports } from "./Reports";
import classes from "./Supervise.module.css";
import { Transcripts } from "./Transcripts";
import { Wall } from "./Wall";

function follow(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export default function Supervise({ me }: { readonly me: Agent }): ReactNode {
  const { say } = useWords();
  const place = readPlace(useSyncExternalStore(follow, () => window.location.hash));
  const title = useRef<HTMLHeadingElement>(null);
  // Another page was opened: reading goes on here.
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
  }, [place.page, place.number]);
  return (
    <main id="ticket" className={classes.page} tabIndex={-1}>
      <nav className={classes.nav} aria-label={say("supervise.title")}>
        <a href={hrefOf({ view: "queue", number: null })}>
          <Icon name="back" />
          {say("app.toTickets")}
        </a>
        {PAGES.map((page) => (
          <a key={page} href={hrefOfPlace(page)} aria-current={page === place.page ? "page" : undefined} data-testid={`supervise-${page}`}>
            {say(`supervise.${page}`)}
          </a>
        ))}
      </nav>
      <div className={classes.inner} data-reading={place.number !== null}>
        {place.number === null && (
          <h1 ref={title} tabIndex={-1} className={classes.title}>
            {say(`supervise.${place.page}`)}
          </h1>
        )}
        <Chosen place={place} me={me} />
      </div>
    </main>
  );
}

function Chosen({ place, me }: { readonly place: Place; readonly me: Agent }): ReactNode {
  if (place.number !== null) return <Reading key={place.number} number={place.number} me={me} back={place.page} />;
  switch (place.page) {
    case "wall":
      return <Wall />;
    case "transcripts":
      return <Transcripts />;
    case "reports":
      return <Reports />;
    case "audit":
      return <Audit />;
  }
}
