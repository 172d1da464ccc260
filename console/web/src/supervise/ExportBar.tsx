/** Takes transcripts out: as which file, with internal notes or without, and why. */

import { Button, Checkbox, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { ErrorAlert } from "../shell/ErrorAlert";
import { useWords } from "../words/Words";
import { exportTranscripts, type Export } from "./calls";
import classes from "./Supervise.module.css";

type Which = Pick<Export, "numbers" | "which">;
const FORMATS = ["pdf", "csv", "json"] as const;

interface Props {
  readonly label: string;
  readonly which: Which;
}

export function ExportBar({ label, which }: Props): ReactNode {
  const { say, language } = useWords();
  const [notes, setNotes] = useState(false);
  const [reason, setReason] = useState("");
  const { mutate, isPending, variables, error, isSuccess, reset } = useMutation({
    mutationFn: (format: Export["format"]) => exportTranscripts({ ...which, format, notes, reason, locale: language }),
  });
  return (
    <>
      <div className={classes.bar} role="group" aria-label={say("export.title")} data-testid="export">
        <strong>{label}</strong>
        <Checkbox size="xs" label={say("export.notes")} checked={notes} onChange={(event) => setNotes(event.currentTarget.checked)} />
        <TextInput
          size="xs"
          style={{ flex: "1 1 12rem" }}
          aria-label={say("export.reason")}
          placeholder={say("export.reason")}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {FORMATS.map((format) => (
          <Button
            key={format}
            size="xs"
            variant="default"
            loading={isPending && variables === format}
            disabled={isPending && variables !== format}
            onClick={() => mutate(format)}
            data-testid={`export-${format}`}
          >
            {format.toUpperCase()}
          </Button>
        ))}
      </div>
      <p className={classes.hint} role="status">
        {isSuccess ? say("export.done") : say("export.hint")}
      </p>
      <ErrorAlert error={error} mt="xs" dismiss={reset} />
    </>
  );
}
