/** What a page shows while it reads, when that failed, and when there is nothing. */

import { Alert, Button, Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";
import classes from "./Supervise.module.css";

interface Props {
  readonly pending: boolean;
  readonly error: Error | null;
  readonly empty: string | null;
  readonly again: () => void;
}

export function Reads({ pending, error, empty, again }: Props): ReactNode {
  const { say } = useWords();
  if (error !== null) {
    return (
      <Alert color="red" role="alert" my="md" title={say("supervise.failed")}>
        <p className={classes.problem}>{explain(error, say)}</p>
        <Button size="xs" variant="default" onClick={again}>
          {say("app.retry")}
        </Button>
      </Alert>
    );
  }
  if (pending) return <Loader role="img" m="xl" mx="auto" display="block" aria-label={say("app.loading")} />;
  return empty === null ? null : <p className={classes.empty}>{empty}</p>;
}
