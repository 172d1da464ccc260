/** The tickets behind a number of a report. */

import type { ReactNode } from "react";
import { Sheet } from "../shell/Sheet";
import { fullTime } from "../words/time";
import { useWords } from "../words/Words";
import { getBehind, type Query } from "./calls";
import { span } from "./figures";
import { More } from "./More";
import { hrefOfPlace } from "./places";
import { Reads } from "./Reads";
import classes from "./Supervise.module.css";
import { usePages } from "./usePages";

export interface Measured {
  readonly metric: string;
  readonly part: string;
  /** What it is, in words. */
  readonly name: string;
}

interface Props {
  readonly number: Measured;
  readonly period: Query;
  readonly close: () => void;
}

export function BehindList({ number, period, close }: Props): ReactNode {
  const { say, language } = useWords();
  const query = { ...period, metric: number.metric, part: number.part };
  const { rows, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = usePages("behind", query, getBehind);
  return (
    <Sheet close={close} title={number.name} size="lg">
      <Reads
        pending={rows === undefined}
        error={error}
        empty={rows?.length === 0 ? say("list.empty") : null}
        again={() => void refetch()}
      />
      {rows !== undefined && rows.length > 0 && (
        <table className={classes.table} data-testid="behind">
          <thead>
            <tr>
              <th scope="col">{say("audit.ticket")}</th>
              <th scope="col">{say("transcripts.begun")}</th>
              <th scope="col" data-number>
                {say("report.unit.seconds")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.number}>
                <th scope="row">
                  <a href={hrefOfPlace("reports", row.number)}>{row.number}</a>
                  <small className={classes.more}>{row.subject}</small>
                </th>
                <td>{fullTime(new Date(row.created_at), language)}</td>
                <td data-number>{row.seconds === null ? "–" : span(row.seconds, say)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <More there={hasNextPage} busy={isFetchingNextPage} more={() => void fetchNextPage()} />
    </Sheet>
  );
}
