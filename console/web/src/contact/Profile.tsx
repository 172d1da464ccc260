/** Name, language and note of a contact, to be changed. */

import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import { ErrorAlert } from "../shell/ErrorAlert";
import { useWords } from "../words/Words";
import { changeContact } from "./calls";
import classes from "./Contact.module.css";
import { changed } from "./changed";
import type { Change, Contact } from "./types";

export function Profile({ contact }: { readonly contact: Contact }): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [edited, edit] = useState<Change>({});
  const now = { ...contact, ...edited };
  const change = changed(contact, edited);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (what: Change) => changeContact(contact.id, what),
    onSuccess: (answer) => {
      cache.setQueryData(keys.contact(contact.id), answer);
      edit({});
      return Promise.all([
        cache.invalidateQueries({ queryKey: ["ticket"] }),
        cache.invalidateQueries({ queryKey: keys.lists }),
      ]);
    },
  });
  return (
    <form
      className={classes.card}
      aria-label={say("contact.profile")}
      onSubmit={(event) => {
        event.preventDefault();
        if (change !== null) mutate(change);
      }}
    >
      <h2 className={classes.heading}>{say("contact.profile")}</h2>
      <TextInput
        label={say("contact.name")}
        maxLength={200}
        value={now.name}
        onChange={(event) => edit({ ...edited, name: event.currentTarget.value })}
        data-testid="contact-name-field"
      />
      <Select
        label={say("contact.language")}
        description={say("contact.languageHint")}
        allowDeselect={false}
        value={now.locale}
        onChange={(value) => edit({ ...edited, locale: value === "en" ? "en" : "id" })}
        data={[
          { value: "id", label: "Bahasa Indonesia" },
          { value: "en", label: "English" },
        ]}
        data-testid="contact-language"
      />
      <Textarea
        label={say("contact.note")}
        description={say("contact.noteHint")}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={10_000}
        value={now.note}
        onChange={(event) => edit({ ...edited, note: event.currentTarget.value })}
        data-testid="contact-note"
      />
      <p className={classes.fact}>
        <span>{say("contact.replyTo")}</span> <span data-testid="contact-reply-to">{contact.reply_to ?? say("contact.replyToNone")}</span>
      </p>
      <ErrorAlert error={error} />
      <div className={classes.buttons}>
        <Button type="submit" size="xs" loading={isPending} disabled={change === null} data-testid="contact-save">
          {say("app.save")}
        </Button>
        {change !== null && (
          <Button size="xs" variant="default" disabled={isPending} onClick={() => edit({})}>
            {say("contact.discard")}
          </Button>
        )}
      </div>
    </form>
  );
}
