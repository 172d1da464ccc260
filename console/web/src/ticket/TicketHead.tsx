/** What the ticket is, who has it, and what can be done with it. */

import { useEffect, useRef, type ReactNode } from "react";
import type { Agent, Ticket } from "../api/types";
import { BotToggle } from "../botpanel/BotSide";
import { TicketFields } from "../fields/TicketFields";
import { Icon } from "../shell/Icon";
import { hrefOf, hrefOfContact, useRoute } from "../shell/route";
import { TeamName } from "../together/AssignMenu";
import { HereLine } from "../together/Here";
import { useWords, type Say } from "../words/Words";
import { Due } from "./Due";
import { Moves } from "./Moves";
import { Particulars } from "./Particulars";
import { StatusBadge } from "./StatusBadge";
import classes from "./Ticket.module.css";
import { Marks } from "./writing/Marks";

interface Props {
  readonly ticket: Ticket;
  readonly me: Agent;
}

export function TicketHead({ ticket, me }: Props): ReactNode {
  const { say } = useWords();
  const name = useRef<HTMLHeadingElement>(null);
  // A ticket was opened: reading goes on here.
  useEffect(() => {
    name.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header className={classes.head}>
      <div className={classes.who}>
        <h1 ref={name} tabIndex={-1} className={classes.name}>
          <a href={hrefOfContact(ticket.contact.id)} title={say("ticket.toContact")} data-testid="contact-link">
            {ticket.contact.name || say("ticket.anonymous")}
          </a>
        </h1>
        <StatusBadge status={ticket.status} />
        <BotToggle number={ticket.number} />
      </div>
      {ticket.subject !== null && ticket.subject !== "" && <p className={classes.subject}>{ticket.subject}</p>}
      <p className={classes.facts}>
        <span data-testid="ticket-number">{ticket.number}</span>
        {/* Beside the number, where on a phone there is room for it: it makes no line of its own. */}
        {ticket.due_at && <Due at={new Date(ticket.due_at)} place="head" />}
        {ticket.channels.map((channel) => (
          <span key={channel.name}>
            <Icon name={channel.kind} size={14} />
            {say(`channel.${channel.kind}`)}
          </span>
        ))}
        <span data-testid="handler" data-handler={ticket.handler}>
          <Icon name={ticket.handler === "bot" ? "bot" : ticket.handler === "queue" ? "clock" : "person"} size={14} />
          {handledBy(ticket, me, say)}
        </span>
        {ticket.team !== null && <TeamName team={ticket.team} />}
        {ticket.reply_to != null && (
          <span data-testid="reply-to">
            <Icon name="email" size={14} />
            {say("ticket.replyTo", { address: ticket.reply_to })}
          </span>
        )}
      </p>
      {ticket.channels.some((channel) => channel.blocked) && (
        <p className={classes.facts} role="status" data-testid="blocked">
          {ticket.channels
            .filter((channel) => channel.blocked)
            .map((channel) => say("ticket.blocked", { channel: say(`channel.${channel.kind}`) }))
            .join(" ")}{" "}
          {say(ticket.has_email ? "ticket.writeByMail" : "ticket.noMail")}
        </p>
      )}
      <Particulars ticket={ticket} />
      <Related ticket={ticket} />
      <Marks ticket={ticket} />
      <TicketFields ticket={ticket} />
      <Moves ticket={ticket} me={me} />
      <HereLine number={ticket.number} />
    </header>
  );
}

/** Other tickets this one has to do with, each a link. */
function Related({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const { say } = useWords();
  const { view } = useRoute();
  const one = (["merged_into", "follows", "maybe", "split_from"] as const).flatMap((how) => {
    const number = ticket[how];
    return number == null ? [] : [{ how, number }];
  });
  const many = (["merged", "split_off"] as const).flatMap((how) => (ticket[how] ?? []).map((number) => ({ how, number })));
  const all = [...one, ...many];
  if (all.length === 0) return null;
  return (
    <p className={classes.related}>
      {all.map(({ how, number }) => (
        <a
          key={`${how} ${number}`}
          href={hrefOf({ view, number })}
          data-testid="related"
          data-how={how}
          title={how === "maybe" ? say("related.maybeWhy") : undefined}
        >
          <Icon name={how === "maybe" ? "warn" : "undo"} size={14} />
          {say(`related.${how}`, { number })}
        </a>
      ))}
    </p>
  );
}

function handledBy(ticket: Ticket, me: Agent, say: Say): string {
  if (ticket.handler !== "agent") return say(`handler.${ticket.handler}`);
  if (ticket.agent?.id === me.id) return say("handler.me");
  return say("handler.agent", { name: ticket.agent?.name ?? say("author.agent") });
}
