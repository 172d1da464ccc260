/** Merges a ticket into another one: chosen from the contact's tickets or by number; shows both. */

import { Button, Loader, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { getTicket } from "../api/client";
import { keys } from "../api/keys";
import type { Ticket } from "../api/types";
import { getTickets } from "../contact/calls";
import { ErrorAlert } from "../shell/ErrorAlert";
import parts from "../shell/Parts.module.css";
import { Sheet } from "../shell/Sheet";
import { SheetForm } from "../shell/SheetForm";
import { useFocusBack } from "../shell/useFocusBack";
import { StatusBadge } from "../ticket/StatusBadge";
import { useWords } from "../words/Words";
import classes from "./Actions.module.css";
import { useAct } from "./useAct";

const OVER: readonly string[] = ["closed", "spam", "merged"];

interface Props {
  readonly ticket: Ticket;
  readonly close: () => void;
}

export default function MergeDialog({ ticket, close }: Props): ReactNode {
  const { say } = useWords();
  useFocusBack(); // Over both dialogs: the second begins where the first one goes.
  const [into, choose] = useState<string | null>(null);
  if (into !== null) return <Confirm ticket={ticket} into={into} back={() => choose(null)} close={close} />;
  return (
    <Sheet title={say("merge.title")} close={close} size="lg">
      <Choose ticket={ticket} choose={choose} />
    </Sheet>
  );
}

interface ChooseProps {
  readonly ticket: Ticket;
  readonly choose: (number: string) => void;
}

function Choose({ ticket, choose }: ChooseProps): ReactNode {
  const { say } = useWords();
  const [number, setNumber] = useState("");
  const { data, error } = useQuery({
    queryKey: [...keys.contactTickets(ticket.contact.id), "first"],
    queryFn: ({ signal }) => getTickets(ticket.contact.id, null, signal),
  });
  const others = data?.data.filter((one) => one.number !== ticket.number && !OVER.includes(one.status));
  const sought = number.trim().toUpperCase();
  return (
    <div className={classes.dialog}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (sought !== "") choose(sought);
        }}
        className={classes.byNumber}
      >
        <TextInput
          label={say("merge.number")}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          placeholder={ticket.number}
          data-autofocus
          data-testid="merge-number"
        />
        <Button type="submit" variant="default" disabled={sought === ""} data-testid="merge-look">
          {say("merge.look")}
        </Button>
      </form>
      <h3 className={classes.heading}>{say("merge.others")}</h3>
      <ErrorAlert error={error} />
      {others === undefined && error === null && <Loader role="img" size="xs" aria-label={say("app.loading")} />}
      {others?.length === 0 && <p className={parts.quiet}>{say("merge.none")}</p>}
      <ul className={classes.list} data-testid="merge-others">
        {others?.map((one) => (
          <li key={one.number}>
            <button type="button" className={parts.choice} onClick={() => choose(one.number)}>
              <span>{one.subject || one.number}</span>
              <span className={parts.quiet}>
                {one.number} <StatusBadge status={one.status} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ConfirmProps extends Props {
  readonly into: string;
  readonly back: () => void;
}

function Confirm({ ticket, into, back, close }: ConfirmProps): ReactNode {
  const { say } = useWords();
  const { data, error } = useQuery({ queryKey: keys.ticket(into), queryFn: ({ signal }) => getTicket(into, signal) });
  const { run, busy, error: refused } = useAct(ticket.number);
  const same = into === ticket.number;
  const over = data !== undefined && OVER.includes(data.status);
  return (
    <SheetForm
      title={say("merge.title")}
      close={close}
      size="lg"
      submit={() => run({ name: "merge", into }, { done: close })}
      label={say("merge.do", { number: into })}
      testid="merge-do"
      busy={busy}
      error={error ?? refused}
      ready={data !== undefined && !over && !same}
      aside={
        <Button variant="default" onClick={back}>
          {say("merge.back")}
        </Button>
      }
    >
      <div className={classes.pair}>
        <Card ticket={ticket} label={say("merge.this")} />
        {data !== undefined && <Card ticket={data} label={say("merge.goesInto")} />}
        {data === undefined && error === null && <Loader role="img" size="sm" m="auto" aria-label={say("app.loading")} />}
      </div>
      {data !== undefined && data.contact.id !== ticket.contact.id && <p className={`${parts.plain} ${classes.warn}`}>{say("merge.otherContact")}</p>}
      {over && <p className={`${parts.plain} ${classes.warn}`}>{say("merge.over")}</p>}
      {same && <p className={`${parts.plain} ${classes.warn}`}>{say("merge.same")}</p>}
      <p className={parts.quiet}>{say("merge.canUndo")}</p>
    </SheetForm>
  );
}

function Card({ ticket, label }: { readonly ticket: Ticket; readonly label: string }): ReactNode {
  const { say } = useWords();
  return (
    <section className={classes.card} aria-label={label}>
      <p className={parts.quiet}>{label}</p>
      <p className={classes.number}>
        {ticket.number} <StatusBadge status={ticket.status} />
      </p>
      <p>{ticket.contact.name || say("ticket.anonymous")}</p>
      {ticket.subject !== null && ticket.subject !== "" && <p>{ticket.subject}</p>}
      <p className={parts.quiet}>{ticket.channels.map((one) => say(`channel.${one.kind}`)).join(", ")}</p>
      {ticket.preview !== null && <p className={parts.quiet}>{ticket.preview}</p>}
    </section>
  );
}
