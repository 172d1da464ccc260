/** One ticket in the list: who, what about, through what, how long. */

import { memo, type ReactNode } from "react";
import type { Ticket } from "../api/types";
import { Icon } from "../shell/Icon";
import { Due } from "../ticket/Due";
import { StatusBadge } from "../ticket/StatusBadge";
import { RowPriority, RowTags } from "../ticket/writing/RowMarks";
import { isLate } from "../words/due";
import { briefly, duration, fullTime } from "../words/time";
import { useNow } from "../words/useNow";
import { useWords } from "../words/Words";
import classes from "./List.module.css";

interface Props {
  readonly ticket: Ticket;
  readonly href: string;
  readonly chosen: boolean;
  /** The list is sorted by when somebody should have answered: it says so of each. */
  readonly byDue: boolean;
}

export const Row = memo(function Row({ ticket, href, chosen, byDue }: Props): ReactNode {
  const { say } = useWords();
  const several = ticket.channels.length > 1; // No room for many words: drawings for the eye, words for the ear.
  return (
    <a
      href={href}
      className={classes.row}
      aria-current={chosen ? "true" : undefined}
      data-testid="ticket-row"
      data-number={ticket.number}
    >
      <span className={classes.line}>
        <strong className={classes.name}>{ticket.contact.name || say("ticket.anonymous")}</strong>
        <When ticket={ticket} byDue={byDue} />
      </span>
      <span className={classes.about}>
        {ticket.subject !== null && ticket.subject !== "" && <b>{ticket.subject}</b>}
        {ticket.subject && ticket.preview ? " · " : null}
        {ticket.preview}
      </span>
      <span className={classes.line}>
        <span className={classes.facts}>
          <span>{ticket.number}</span>
          <RowPriority ticket={ticket} />
          {ticket.channels.map((channel) => (
            <span key={channel.name} className={classes.channel} title={say(`channel.${channel.kind}`)}>
              <Icon name={channel.kind} size={14} />
              <span className={several ? "visually-hidden" : undefined}>{say(`channel.${channel.kind}`)}</span>
            </span>
          ))}
          <RowTags ticket={ticket} />
        </span>
        <StatusBadge status={ticket.status} />
      </span>
    </a>
  );
});

/** How long the citizen waits, or until when they should have a word; of others, when something happened last. */
function When({ ticket, byDue }: Pick<Props, "ticket" | "byDue">): ReactNode {
  const { say, language } = useWords();
  const now = useNow();
  const due = ticket.due_at ? new Date(ticket.due_at) : null;
  if (due !== null && (byDue || isLate(due, now))) return <Due at={due} place="row" />;
  const waiting = ticket.waiting_since !== null;
  const at = new Date(ticket.waiting_since ?? ticket.updated_at);
  return (
    <time className={classes.when} data-waiting={waiting} dateTime={at.toISOString()} title={fullTime(at, language)}>
      {waiting && <Icon name="clock" size={13} />}
      {waiting ? say("list.waiting", { duration: duration(at, now, say) }) : briefly(at, now, language)}
    </time>
  );
}
