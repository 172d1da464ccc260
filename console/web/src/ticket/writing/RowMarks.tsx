/** A ticket's marks in a list: a priority that is not the normal one, and the first tags. */

import type { ReactNode } from "react";
import type { Ticket } from "../../api/types";
import { PriorityMark, priorityOf } from "./PriorityMark";
import classes from "./Writing.module.css";

const SHOWN = 2;

export function RowPriority({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const priority = priorityOf(ticket.priority);
  return priority === "normal" ? null : <PriorityMark priority={priority} />;
}

/** Last in its line: where there is no room they give way. */
export function RowTags({ ticket }: { readonly ticket: Ticket }): ReactNode {
  if (ticket.tags.length === 0) return null;
  const more = ticket.tags.length - SHOWN;
  return (
    <span className={classes.rowTags} title={ticket.tags.join(", ")} data-testid="row-tags">
      {ticket.tags.slice(0, SHOWN).join(" · ")}
      {more > 0 && ` +${String(more)}`}
    </span>
  );
}
