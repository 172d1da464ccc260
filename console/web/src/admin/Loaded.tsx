/** A list that is fetched: while it comes, when it cannot, when it is empty, and when it is there. */

import { Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorAlert } from "../shell/ErrorAlert";
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
      <ErrorAlert error={error} my="md" title={say("account.failed")} retry={() => void refetch()} />
      {data === undefined && error === null && <Loader role="img" m="md" aria-label={say("app.loading")} />}
      {data !== undefined && (Array.isArray(data) && data.length === 0 ? <p className={classes.none}>{empty}</p> : children(data))}
    </>
  );
}
