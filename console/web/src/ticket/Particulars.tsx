/** What is known of a ticket beside its lists: until when it sleeps, the visitor, the rating. */

import type { ReactNode } from "react";
import type { Rating, Ticket, Visitor } from "../api/types";
import { Icon } from "../shell/Icon";
import { fullTime } from "../words/time";
import { useWords } from "../words/Words";
import classes from "./Ticket.module.css";

export function Particulars({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const { say, language } = useWords();
  const { snoozed_until: until, visitor, rating } = ticket;
  return (
    <>
      {until != null && (
        <p className={classes.facts} data-testid="snoozed-until">
          <span>
            <Icon name="clock" size={14} />
            {say("ticket.snoozedUntil", { time: fullTime(new Date(until), language) })}
          </span>
        </p>
      )}
      {rating != null && <Rated rating={rating} />}
      {visitor != null && <Seen visitor={visitor} />}
    </>
  );
}

function Rated({ rating }: { readonly rating: Rating }): ReactNode {
  const { say, language } = useWords();
  return (
    <p className={classes.facts} data-testid="rating" data-score={rating.score}>
      <span title={fullTime(new Date(rating.at), language)}>{say("ticket.rated", { n: rating.score })}</span>
      {rating.comment !== "" && <span className={classes.comment}>“{rating.comment}”</span>}
    </p>
  );
}

function Seen({ visitor }: { readonly visitor: Visitor }): ReactNode {
  const { say } = useWords();
  const attributes = Object.entries(visitor.attributes);
  const told = [visitor.name, visitor.email].filter((one) => one !== "").join(" · ");
  if (visitor.user === null && told === "" && attributes.length === 0) return null;
  return (
    <details className={classes.visitor} data-testid="visitor">
      <summary>
        {visitor.user === null ? say("visitor.anonymous") : say("visitor.user", { user: visitor.user })}
        {told !== "" && ` · ${told}`}
      </summary>
      <p>{say(visitor.user === null ? "visitor.unproven" : "visitor.proven")}</p>
      {attributes.length > 0 && (
        <dl>
          {attributes.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </details>
  );
}
