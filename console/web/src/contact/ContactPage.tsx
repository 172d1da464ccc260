/** A contact: who they are, how they are reached, all their tickets, and merges with others. */

import { Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, type ReactNode } from "react";
import { keys } from "../api/keys";
import { usePoll } from "../live/LiveProvider";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import page from "../shell/Page.module.css";
import { hrefOf, hrefOfContact } from "../shell/route";
import { useWords } from "../words/Words";
import { getContact } from "./calls";
import classes from "./Contact.module.css";
import { Identities } from "./Identities";
import { Merges } from "./Merges";
import { Profile } from "./Profile";
import { TicketsOf } from "./TicketsOf";
import type { Contact } from "./types";

export default function ContactPage({ id }: { readonly id: string }): ReactNode {
  const { say } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: keys.contact(id),
    queryFn: ({ signal }) => getContact(id, signal),
    refetchInterval: usePoll(),
  });
  return (
    <main id="ticket" className={classes.page} tabIndex={-1}>
      <div className={classes.inner}>
        <Back />
        {data === undefined && error === null && <Loader role="img" m="xl" mx="auto" display="block" aria-label={say("app.loading")} />}
        <ErrorAlert error={error} my="md" title={say("contact.failed")} retry={() => void refetch()} />
        {data !== undefined && <Whole contact={data} />}
      </div>
    </main>
  );
}

function Whole({ contact }: { readonly contact: Contact }): ReactNode {
  const { say } = useWords();
  const title = useRef<HTMLHeadingElement>(null);
  // The page was opened: reading goes on here.
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <h1 ref={title} tabIndex={-1} className={classes.title} data-testid="contact-name">
        {contact.name || say("ticket.anonymous")}
      </h1>
      {contact.merged_into !== null && (
        <p className={classes.merged} data-testid="merged-into">
          <Icon name="undo" size={14} />
          <a href={hrefOfContact(contact.merged_into.id)}>
            {say("contact.mergedInto", { name: contact.merged_into.name || say("ticket.anonymous") })}
          </a>
        </p>
      )}
      <div className={classes.columns}>
        <div>
          <Profile key={contact.id} contact={contact} />
          <Identities contact={contact} />
          <Merges contact={contact} />
        </div>
        <TicketsOf contact={contact} />
      </div>
    </>
  );
}

/** Back to where one came from: the ticket whose contact this is, or the list. */
function Back(): ReactNode {
  const { say } = useWords();
  const goBack = (event: React.MouseEvent): void => {
    if (window.history.length <= 1) return;
    event.preventDefault();
    window.history.back();
  };
  return (
    <a href={hrefOf({ view: "queue", number: null })} className={page.back} onClick={goBack} data-testid="contact-back">
      <Icon name="back" />
      {say("app.back")}
    </a>
  );
}
