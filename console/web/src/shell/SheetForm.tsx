/** A dialog with a form: what is asked, what was refused, and at its foot to cancel or to do it. */

import { Box, Button, Group, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useWords } from "../words/Words";
import { ErrorAlert } from "./ErrorAlert";
import { Sheet } from "./Sheet";

interface Props {
  readonly title: string;
  readonly close: () => void;
  readonly size?: "md" | "lg";
  /** Does it; not called while `busy`, nor unless `ready`. */
  readonly submit: () => void;
  /** The button that submits: its word, and the name tests know it by. */
  readonly label: string;
  readonly testid: string;
  readonly busy: boolean;
  readonly error: Error | null;
  /** Else it cannot be submitted yet. */
  readonly ready?: boolean;
  /** The form itself says what is missing, not the browser. */
  readonly noValidate?: boolean;
  /** On the other side of the foot: what else can be done. */
  readonly aside?: ReactNode;
  /** The name tests know the form by. */
  readonly formTestid?: string;
  readonly children: ReactNode;
}

export function SheetForm({ title, close, size = "md", ready = true, noValidate = false, busy, ...props }: Props): ReactNode {
  const { submit, label, testid, error, aside, formTestid, children } = props;
  const { say } = useWords();
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy && ready) submit();
  };
  return (
    <Sheet title={title} close={close} size={size}>
      <form onSubmit={onSubmit} noValidate={noValidate} data-testid={formTestid}>
        <Stack gap="sm">
          {children}
          <ErrorAlert error={error} />
          <Group gap="xs" justify="flex-end">
            <Box mr="auto">{aside}</Box>
            <Button variant="default" onClick={close}>
              {say("app.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={!ready} data-testid={testid}>
              {label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Sheet>
  );
}
