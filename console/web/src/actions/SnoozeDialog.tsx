/** Puts a ticket aside until a date and time of the office. */

import { Button, Group, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { Ticket } from "../api/types";
import { ErrorAlert } from "../shell/ErrorAlert";
import { useNow } from "../words/useNow";
import { useWords } from "../words/Words";
import { Dialog } from "./Dialog";
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
  return (
    <Dialog title={say("snooze.title")} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (until !== null) run({ name: "snooze", until: until.toISOString() }, { done: close });
        }}
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
        <ErrorAlert error={error} mt="sm" />
        <Group mt="md" justify="flex-end">
          <Button variant="default" onClick={close}>
            {say("action.cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={until === null} data-testid="snooze-confirm">
            {say("snooze.confirm")}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
