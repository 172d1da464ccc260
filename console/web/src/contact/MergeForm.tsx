/** Finds the contact that this one is the same person as, shows what will move, and merges. */

import { Button, Loader, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import parts from "../shell/Parts.module.css";
import { hrefOfContact } from "../shell/route";
import { useWords } from "../words/Words";
import { shortAddress } from "./address";
import { findContacts, mergeContact } from "./calls";
import classes from "./Contact.module.css";
import type { Contact, ContactRow } from "./types";

const SHORTEST = 2;

interface Props {
  readonly contact: Contact;
  readonly close: () => void;
}

export function MergeForm({ contact, close }: Props): ReactNode {
  const { say } = useWords();
  const [words, setWords] = useState("");
  const [into, choose] = useState<ContactRow | null>(null);
  return (
    <div className={classes.merge} role="group" aria-label={say("contact.merge")}>
      {into === null ? (
        <>
          <TextInput
            label={say("contact.mergeWith")}
            description={say("contact.mergeHint")}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            leftSection={<Icon name="search" />}
            data-autofocus
            data-testid="merge-search"
          />
          <Found words={words} not={contact.id} choose={choose} />
          <Button size="xs" variant="default" onClick={close}>
            {say("app.cancel")}
          </Button>
        </>
      ) : (
        <Confirm contact={contact} into={into} back={() => choose(null)} />
      )}
    </div>
  );
}

interface FoundProps {
  readonly words: string;
  readonly not: string;
  readonly choose: (contact: ContactRow) => void;
}

function Found({ words, not, choose }: FoundProps): ReactNode {
  const { say } = useWords();
  const [sought] = useDebouncedValue(words.trim(), 250);
  const enough = sought.length >= SHORTEST;
  const { data, error } = useQuery({
    queryKey: [...keys.contacts, "search", sought],
    queryFn: ({ signal }) => findContacts(sought, signal),
    enabled: enough,
  });
  if (!enough) return null;
  if (error !== null) return <ErrorAlert error={error} />;
  if (data === undefined) return <Loader role="img" size="xs" aria-label={say("app.loading")} />;
  const found = data.data.filter((one) => one.id !== not);
  if (found.length === 0) return <p className={parts.quiet}>{say("contact.nobody", { q: sought })}</p>;
  return (
    <ul className={classes.list} data-testid="merge-found">
      {found.map((one) => (
        <li key={one.id}>
          <button type="button" className={parts.choice} onClick={() => choose(one)}>
            <strong>{one.name || say("ticket.anonymous")}</strong>
            <span className={parts.quiet}>{one.identities.map(shortAddress).join(" · ")}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface ConfirmProps {
  readonly contact: Contact;
  readonly into: ContactRow;
  readonly back: () => void;
}

function Confirm({ contact, into, back }: ConfirmProps): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const names = { from: contact.name || say("ticket.anonymous"), into: into.name || say("ticket.anonymous") };
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => mergeContact(contact.id, into.id),
    onSuccess: () => {
      window.location.hash = hrefOfContact(into.id);
    },
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: keys.contacts }),
        cache.invalidateQueries({ queryKey: keys.lists }),
        cache.invalidateQueries({ queryKey: ["ticket"] }),
      ]),
  });
  return (
    <>
      <p className={parts.plain}>{say("contact.willMove", names)}</p>
      <ul className={classes.moves} data-testid="will-move">
        {contact.identities.map((one) => (
          <li key={one.id}>
            <Icon name={one.kind} size={14} /> {shortAddress(one)}
          </li>
        ))}
        <li>{say("contact.ticketsMove", { n: contact.ticket_count })}</li>
      </ul>
      <p className={parts.quiet}>{say("contact.canUndo")}</p>
      <ErrorAlert error={error} />
      <div className={classes.buttons}>
        <Button size="xs" loading={isPending} onClick={() => mutate()} data-testid="merge-confirm">
          {say("contact.mergeInto", names)}
        </Button>
        <Button size="xs" variant="default" disabled={isPending} onClick={back}>
          {say("app.cancel")}
        </Button>
      </div>
    </>
  );
}
