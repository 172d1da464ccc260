/** Asks for the fields that a ticket cannot be settled without, stores them, and settles it. */

import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { moveTicket } from "../api/client";
import type { Ticket } from "../api/types";
import { SheetForm } from "../shell/SheetForm";
import { useWords } from "../words/Words";
import { fillField } from "./calls";
import { FieldControl } from "./FieldControl";
import { labelOf, typedOf, valueOf, type Typed } from "./reading";
import type { Field, Settling } from "./types";
import { filledNow, readAgain } from "./useFields";
import { whyNot } from "./why";

interface Props {
  readonly ticket: Ticket;
  /** Those that are asked for. */
  readonly fields: readonly Field[];
  readonly settling: Settling;
  readonly close: () => void;
}

/** A field was not taken. */
class Refused extends Error {
  constructor(
    readonly key: string,
    readonly why: Error,
  ) {
    super(why.message);
  }
}

export default function MissingSheet({ ticket, fields, settling, close }: Props): ReactNode {
  const { say, language } = useWords();
  const cache = useQueryClient();
  // What was asked for first stays on the sheet, whatever is stored meanwhile.
  const [asked] = useState(fields);
  const [typed, setTyped] = useState<Readonly<Record<string, Typed>>>({});
  const [looked, setLooked] = useState(false);
  const typedIn = (field: Field): Typed => typed[field.key] ?? typedOf(ticket.fields[field.key]);
  const empty = asked.filter((field) => valueOf(field, typedIn(field)) === null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      for (const field of asked) {
        try {
          filledNow(cache, await fillField(ticket.number, field.key, valueOf(field, typedIn(field))));
        } catch (why) {
          throw why instanceof Error ? new Refused(field.key, why) : why;
        }
      }
      return moveTicket(ticket.number, settling);
    },
    onSuccess: (now) => {
      filledNow(cache, now);
      close();
    },
    onSettled: () => readAgain(cache, ticket.number),
  });
  const submit = (): void => {
    setLooked(true);
    if (empty.length === 0) mutate();
  };
  const wrong = (field: Field): string | null => {
    if (error instanceof Refused) return error.key === field.key ? whyNot(error.why, field, say) : null;
    return looked && empty.includes(field) ? say("field.fillIn") : null;
  };
  return (
    <SheetForm
      title={say("field.missingTitle")}
      close={close}
      submit={submit}
      label={say(`field.saveAnd.${settling}`)}
      testid="missing-save"
      busy={isPending}
      error={error instanceof Refused ? null : error}
      noValidate
      formTestid="missing-fields"
    >
      <Text>{say("field.missingAbout", { names: asked.map((field) => labelOf(field, language)).join(", ") })}</Text>
      {asked.map((field, place) => (
        <FieldControl
          key={field.key}
          field={field}
          typed={typedIn(field)}
          onType={(to) => setTyped((old) => ({ ...old, [field.key]: to }))}
          error={wrong(field)}
          busy={isPending}
          first={place === 0}
        />
      ))}
    </SheetForm>
  );
}
