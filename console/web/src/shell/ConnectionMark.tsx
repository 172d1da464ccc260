/** How the live connection is, in words and with a dot. */

import type { ReactNode } from "react";
import { usePhase } from "../live/LiveProvider";
import { useWords } from "../words/Words";
import classes from "./Shell.module.css";

export function ConnectionMark(): ReactNode {
  const phase = usePhase();
  const { say } = useWords();
  // While it is well it needs no room on a phone.
  return (
    <span className={`${classes.connection} ${phase === "live" ? "visually-hidden-phone" : ""}`} role="status" data-testid="connection" data-phase={phase}>
      <span className={classes.dot} aria-hidden="true" />
      <span>{say(`connection.${phase}`)}</span>
    </span>
  );
}
