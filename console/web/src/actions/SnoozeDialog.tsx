/** Puts a ticket aside until a date and time of the office. */

import { TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { Ticket } from "../api/types";
import { SheetForm } from "../shell/SheetForm";
import { useNow } from "../words/useNow";
import { useWords } from "../words/Words";
import { asField, fromField, presets } from "./snooze";
import { useAct } from "./useAct";

interface Props {
  readonly ticket: Ticket;
  readonly close: () => void;
}

export default function SnoozeDialog({ ticket, close }: Props): ReactNode {
  const { say } = useWords();
  const now = useNow();
  const { run, busy, error } = useAct(ticket.number);
  const [value, setValue] = useState(() => asField(presets(now).at(-1)?.until ?? now));
  const until = fromField(value, now);
  const submit = (): void => {
    if (until !== null) run({ name: "snooze", until: until.toISOString() }, { done: close });
  };
  return (
    <SheetForm
      title={say("snooze.title")}
      close={close}
      submit={submit}
      label={say("snooze.confirm")}
      testid="snooze-confirm"
      busy={busy}
      error={error}
      ready={until !== null}
    >
      <TextInput
        type="datetime-local"
        label={say("snooze.until")}
        description={say("snooze.hint")}
        value={value}
        min={asField(now)}
        onChange={(event) => setValue(event.currentTarget.value)}
        error={until === null ? say("snooze.past") : null}
        data-autofocus
        data-testid="snooze-until"
      />
    </SheetForm>
  );
}
