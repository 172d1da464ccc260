/** A list that is fetched: while it comes, when it cannot, when it is empty, and when it is there. */

import { Alert, Button, Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";
import classes from "./Admin.module.css";

interface Props<T> {
  readonly query: UseQueryResult<T>;
  /** Said in place of a list without entries. */
  readonly empty?: string;
  readonly children: (data: T) => ReactNode;
}

export function Loaded<T>({ query, empty, children }: Props<T>): ReactNode {
  const { say } = useWords();
  const { data, error, refetch } = query;
  return (
    <>
      {error !== null && (
        <Alert color="red" role="alert" my="md" title={say("account.failed")}>
          <p className={classes.problem}>{explain(error, say)}</p>
          <Button size="xs" variant="default" onClick={() => void refetch()}>
            {say("app.retry")}
          </Button>
        </Alert>
      )}
      {data === undefined && error === null && <Loader role="img" m="md" aria-label={say("app.loading")} />}
      {data !== undefined && (Array.isArray(data) && data.length === 0 ? <p className={classes.none}>{empty}</p> : children(data))}
    </>
  );
}
