/** How urgent a ticket is, in words; the colour only helps. */

import type { ReactNode } from "react";
import type { Priority } from "../../api/writing";
import { Icon } from "../../shell/Icon";
import { useWords } from "../../words/Words";
import classes from "./Writing.module.css";

const KNOWN: readonly string[] = ["low", "normal", "high", "urgent"];

/** One that this console does not know yet is shown as normal. */
export function priorityOf(word: string): Priority {
  return KNOWN.includes(word) ? (word as Priority) : "normal";
}

export function PriorityMark({ priority }: { readonly priority: Priority }): ReactNode {
  const { say } = useWords();
  return (
    <span className={classes.priority} data-priority={priority} data-testid="priority-mark">
      <Icon name="flag" size={14} />
      {say(`priority.${priority}`)}
    </span>
  );
}
