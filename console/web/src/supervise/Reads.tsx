/** What a page shows while it reads, when that failed, and when there is nothing. */

import { Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorAlert } from "../shell/ErrorAlert";
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
  if (error !== null) return <ErrorAlert error={error} my="md" title={say("supervise.failed")} retry={again} />;
  if (pending) return <Loader role="img" m="xl" mx="auto" display="block" aria-label={say("app.loading")} />;
  return empty === null ? null : <p className={classes.empty}>{empty}</p>;
}
