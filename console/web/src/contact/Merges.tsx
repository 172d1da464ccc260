/** Merges of a contact: those that went into it, each to be taken back, and a way to merge it. */

import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import { ErrorAlert } from "../shell/ErrorAlert";
import { hrefOfContact } from "../shell/route";
import { useWords } from "../words/Words";
import { unmergeContact } from "./calls";
import classes from "./Contact.module.css";
import { MergeForm } from "./MergeForm";
import type { Contact } from "./types";

export function Merges({ contact }: { readonly contact: Contact }): ReactNode {
  const { say } = useWords();
  const [merging, setMerging] = useState(false);
  const { unmerge, underway, error } = useUnmerge();
  const merged = contact.merged_into !== null;
  return (
    <section className={classes.card} aria-labelledby="merges">
      <h2 id="merges" className={classes.heading}>
        {say("contact.merges")}
      </h2>
      <ul className={classes.list}>
        {contact.merged.map((one) => (
          <li key={one.id} className={classes.line} data-testid="merged-contact">
            <a href={hrefOfContact(one.id)}>{one.name || say("ticket.anonymous")}</a>
            <Button size="compact-xs" variant="default" loading={underway === one.id} onClick={() => unmerge(one.id)} data-testid="unmerge-contact">
              {say("contact.unmerge")}
            </Button>
          </li>
        ))}
      </ul>
      {merged && (
        <Button size="xs" variant="default" loading={underway === contact.id} onClick={() => unmerge(contact.id)} data-testid="unmerge-self">
          {say("contact.unmerge")}
        </Button>
      )}
      <ErrorAlert error={error} />
      {!merged && !merging && (
        <Button size="xs" variant="default" onClick={() => setMerging(true)} data-testid="merge-contact">
          {say("contact.merge")}
        </Button>
      )}
      {!merged && merging && <MergeForm contact={contact} close={() => setMerging(false)} />}
    </section>
  );
}

interface Unmerging {
  readonly unmerge: (id: string) => void;
  readonly underway: string | null;
  readonly error: Error | null;
}

function useUnmerge(): Unmerging {
  const cache = useQueryClient();
  const { mutate, isPending, variables, error } = useMutation({
    mutationFn: unmergeContact,
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: keys.contacts }),
        cache.invalidateQueries({ queryKey: keys.lists }),
        cache.invalidateQueries({ queryKey: ["ticket"] }),
      ]),
  });
  return { unmerge: mutate, underway: isPending ? variables : null, error };
}
