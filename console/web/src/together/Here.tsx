/** Colleagues who have this ticket open: initials, and in words what they do. */

import type { ReactNode } from "react";
import { useWords } from "../words/Words";
import { initials } from "./initials";
import classes from "./Together.module.css";
import { useHere } from "./useHere";

export function HereLine({ number }: { readonly number: string }): ReactNode {
  const { say } = useWords();
  const here = useHere(number);
  return (
    <p className={classes.here} role="status" data-testid="here">
      {here.map((one) => (
        <span key={one.agent} className={classes.someone} data-types={one.types} data-testid="here-one">
          <span className={classes.face} aria-hidden="true">
            {initials(one.name)}
          </span>
          {say(one.types ? "here.types" : "here.views", { name: one.name })}
        </span>
      ))}
    </p>
  );
}

/** A warning above the composer, while a colleague writes; it keeps nobody from writing. */
export function SoftLock({ number }: { readonly number: string }): ReactNode {
  const { say } = useWords();
  const writing = useHere(number).filter((one) => one.types);
  return (
    <div role="status">
      {writing.length > 0 && (
        <p className={classes.lock} data-testid="soft-lock">
          {say("here.lock", { name: writing.map((one) => one.name).join(", ") })}
        </p>
      )}
    </div>
  );
}
