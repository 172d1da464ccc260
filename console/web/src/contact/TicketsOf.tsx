/** All tickets of a contact, a page at a time. */

import { Button, Loader } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { keys } from "../api/keys";
import { ErrorAlert } from "../shell/ErrorAlert";
import parts from "../shell/Parts.module.css";
import { hrefOf } from "../shell/route";
import { StatusBadge } from "../ticket/StatusBadge";
import { briefly, fullTime } from "../words/time";
import { useNow } from "../words/useNow";
import { useWords } from "../words/Words";
import { getTickets } from "./calls";
import classes from "./Contact.module.css";
import type { Contact, ContactTicket } from "./types";

export function TicketsOf({ contact }: { readonly contact: Contact }): ReactNode {
  const { say, language } = useWords();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: keys.contactTickets(contact.id),
    queryFn: ({ pageParam, signal }) => getTickets(contact.id, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const tickets = data?.pages.flatMap((page) => page.data);
  const count = new Intl.NumberFormat(language).format(contact.ticket_count);
  return (
    <section className={classes.card} aria-labelledby="tickets-of">
      <h2 id="tickets-of" className={classes.heading}>
        {say("contact.tickets", { n: count })}
      </h2>
      {tickets === undefined && error === null && <Loader role="img" size="sm" aria-label={say("app.loading")} />}
      <ErrorAlert error={error} retry={() => void refetch()} />
      {tickets?.length === 0 && <p className={parts.quiet}>{say("contact.noTickets")}</p>}
      <ul className={classes.list} data-testid="contact-tickets">
        {tickets?.map((ticket) => (
          <TicketLine key={ticket.number} ticket={ticket} />
        ))}
      </ul>
      {hasNextPage && (
        <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()} data-testid="more-tickets">
          {say("contact.more")}
        </Button>
      )}
    </section>
  );
}

export function TicketLine({ ticket }: { readonly ticket: ContactTicket }): ReactNode {
  const { language } = useWords();
  const now = useNow();
  const at = new Date(ticket.updated_at);
  return (
    <li>
      <a href={hrefOf({ view: "open", number: ticket.number })} className={parts.choice}>
        <span className={classes.subject}>{ticket.subject || ticket.number}</span>
        <span className={classes.facts}>
          <span>{ticket.number}</span>
          <StatusBadge status={ticket.status} />
          <time dateTime={ticket.updated_at} title={fullTime(at, language)}>
            {briefly(at, now, language)}
          </time>
        </span>
      </a>
    </li>
  );
}
