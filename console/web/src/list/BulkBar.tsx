/** What can be done with all ticked tickets at once, how far it is, and what was refused. */

import { Alert, Button, CloseButton, Progress } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { moveTicket } from "../api/client";
import { keys } from "../api/keys";
import type { BulkMove } from "../api/types";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";
import { moveAll, type Outcome } from "./bulk";
import classes from "./Bulk.module.css";

const MOVES: readonly BulkMove[] = ["take", "resolve", "spam"];

interface Props {
  readonly numbers: ReadonlySet<string>;
  /** These went well. */
  readonly done: (numbers: readonly string[]) => void;
  readonly clear: () => void;
}

interface Run {
  readonly move: BulkMove;
  readonly of: number;
  readonly outcomes: readonly Outcome[];
  readonly over: boolean;
}

export function BulkBar({ numbers, done, clear }: Props): ReactNode {
  const { say } = useWords();
  const { run, start, stop, dismiss } = useRun(done);
  const [asked, ask] = useState(false);
  const failed = run?.over === true ? run.outcomes.filter((one) => one.error !== null) : [];
  const underway = run?.over === false;
  if (numbers.size === 0 && failed.length === 0 && !underway) return null;
  const begin = (move: BulkMove): void => {
    ask(false);
    start(move, [...numbers]);
  };
  return (
    <div className={classes.bar} role="group" aria-label={say("bulk.label")} data-testid="bulk">
      {underway ? (
        <Underway run={run} stop={stop} />
      ) : (
        numbers.size > 0 && (
          <div className={classes.line}>
            <CloseButton size="sm" aria-label={say("bulk.clear")} onClick={clear} data-testid="bulk-clear" />
            <span className={classes.chosen} role="status" data-testid="bulk-count">
              {say("bulk.chosen", { n: numbers.size })}
            </span>
            {asked ? (
              <>
                <span className={classes.question}>{say("bulk.spamSure", { n: numbers.size })}</span>
                <Button size="compact-sm" color="red" autoFocus onClick={() => begin("spam")} data-testid="bulk-sure">
                  {say("bulk.sure")}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => ask(false)}>
                  {say("app.cancel")}
                </Button>
              </>
            ) : (
              <>
                {MOVES.map((move) => (
                  <Button
                    key={move}
                    size="compact-sm"
                    variant="default"
                    onClick={() => (move === "spam" ? ask(true) : begin(move))}
                    data-testid={`bulk-${move}`}
                  >
                    {say(`bulk.${move}`)}
                  </Button>
                ))}
              </>
            )}
          </div>
        )
      )}
      {failed.length > 0 && (
        <Alert
          color="red"
          role="alert"
          p="xs"
          title={say("bulk.failed", { n: failed.length, of: run?.of ?? 0 })}
          withCloseButton
          onClose={dismiss}
          closeButtonLabel={say("app.dismiss")}
        >
          <ul className={classes.failures} tabIndex={0} aria-label={say("bulk.failures")}>
            {failed.map(({ number, error }) => (
              <li key={number} data-testid="bulk-error">
                <b>{number}</b> {explain(error, say)}
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </div>
  );
}

function Underway({ run, stop }: { readonly run: Run; readonly stop: () => void }): ReactNode {
  const { say } = useWords();
  const words = say("bulk.underway", { n: run.outcomes.length, of: run.of });
  return (
    <div className={classes.line}>
      <span role="status">{words}</span>
      <Progress className={classes.progress} value={(100 * run.outcomes.length) / run.of} aria-label={words} />
      <Button size="compact-sm" variant="default" onClick={stop}>
        {say("bulk.stop")}
      </Button>
    </div>
  );
}

function useRun(done: (numbers: readonly string[]) => void): {
  readonly run: Run | null;
  readonly start: (move: BulkMove, numbers: readonly string[]) => void;
  readonly stop: () => void;
  readonly dismiss: () => void;
} {
  const cache = useQueryClient();
  const [run, setRun] = useState<Run | null>(null);
  const stopped = useRef(false);
  useEffect(
    () => () => {
      stopped.current = true; // Another view: what is under way ends, nothing more is begun.
    },
    [],
  );
  const start = (move: BulkMove, numbers: readonly string[]): void => {
    stopped.current = false;
    const outcomes: Outcome[] = [];
    const show = (over: boolean): void => setRun({ move, of: numbers.length, outcomes: [...outcomes], over });
    show(false);
    const told = (outcome: Outcome): void => {
      outcomes.push(outcome);
      show(false);
    };
    void moveAll(numbers, (number) => moveTicket(number, move), told, () => stopped.current).then(() => {
      show(true);
      done(outcomes.filter((one) => one.error === null).map((one) => one.number));
      for (const { number } of outcomes) void cache.invalidateQueries({ queryKey: keys.ticket(number) });
      void cache.invalidateQueries({ queryKey: keys.lists });
      void cache.invalidateQueries({ queryKey: keys.counts });
    });
  };
  return { run, start, stop: () => (stopped.current = true), dismiss: () => setRun(null) };
}
