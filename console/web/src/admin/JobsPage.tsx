/** Jobs that were given up: try them again, or throw them away and say why. */

import { Button, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { discardJob, getJobs, retryAllJobs, retryJob, type DeadJob, type Jobs } from "../api/admin";
import { keys } from "../api/keys";
import { ErrorAlert } from "../shell/ErrorAlert";
import { hrefOf } from "../shell/route";
import { SheetForm } from "../shell/SheetForm";
import { id, type Key } from "../words/id";
import { useWords, type Say } from "../words/Words";
import classes from "./Admin.module.css";
import { Loaded } from "./Loaded";
import { When } from "./When";
import { Why } from "./Why";

const LOOK_AGAIN_MS = 10_000;

export function JobsPage(): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [discarding, setDiscarding] = useState<DeadJob | null>(null);
  const query = useQuery({
    queryKey: keys.admin("jobs"),
    queryFn: ({ signal }) => getJobs(signal),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const again = (): void => void cache.invalidateQueries({ queryKey: keys.admin("jobs") });
  const retry = useMutation({ mutationFn: retryJob, onSettled: again });
  const all = useMutation({ mutationFn: retryAllJobs, onSettled: again });
  const busy = retry.isPending || all.isPending;
  return (
    <>
      <p className={classes.about}>{say("jobs.about")}</p>
      <ErrorAlert error={retry.error ?? all.error} />
      {discarding !== null && <Discard job={discarding} onClose={() => setDiscarding(null)} />}
      <Loaded query={query}>
        {(jobs) => (
          <>
            <div className={classes.bar}>
              <span data-testid="job-counts">{counted(jobs, say)}</span>
              {jobs.dead.length > 1 && (
                <Button size="xs" variant="default" loading={all.isPending} onClick={() => all.mutate()} data-testid="retry-all">
                  {say("jobs.retryAll")}
                </Button>
              )}
            </div>
            {jobs.dead.length === 0 ? (
              <p className={classes.none}>{say("jobs.none")}</p>
            ) : (
              <Dead jobs={jobs.dead} busy={busy} onRetry={(job) => retry.mutate(job.id)} onDiscard={setDiscarding} />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

export function counted(jobs: Pick<Jobs, "counts">, say: Say): string {
  const n = (state: string): number => jobs.counts[state] ?? 0;
  return say("jobs.counts", { todo: n("todo"), doing: n("doing"), dead: n("dead") });
}

interface DeadProps {
  readonly jobs: readonly DeadJob[];
  readonly busy: boolean;
  readonly onRetry: (job: DeadJob) => void;
  readonly onDiscard: (job: DeadJob) => void;
}

function Dead({ jobs, busy, onRetry, onDiscard }: DeadProps): ReactNode {
  const { say } = useWords();
  return (
    <table className={classes.table} data-testid="dead-jobs">
      <thead>
        <tr>
          <th scope="col">{say("jobs.kind")}</th>
          <th scope="col">{say("jobs.ticket")}</th>
          <th scope="col">{say("jobs.why")}</th>
          <th scope="col">{say("jobs.since")}</th>
          <th scope="col">
            <span className="visually-hidden">{say("ticket.actions")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <tr key={job.id} data-testid="dead-job">
            <th scope="row">{kindOf(job.kind, say)}</th>
            <td data-label={say("jobs.ticket")} className={classes.close}>
              {job.ticket === null ? "–" : <a href={hrefOf({ view: "open", number: job.ticket })}>{job.ticket}</a>}
            </td>
            <td data-label={say("jobs.why")} className={classes.free}>
              <Why cause={job.cause} said={job.why} />
            </td>
            <td data-label={say("jobs.since")}>
              <When at={job.since} />
            </td>
            <td data-last>
              <span className={classes.actions}>
                <Button size="compact-sm" variant="default" disabled={busy} onClick={() => onRetry(job)} data-testid="job-retry">
                  {say("app.retry")}
                </Button>
                <Button size="compact-sm" variant="subtle" color="gray" disabled={busy} onClick={() => onDiscard(job)} data-testid="job-discard">
                  {say("jobs.discard")}
                </Button>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A kind this console does not know goes by its name. */
function kindOf(kind: string, say: Say): string {
  const key = `job.${kind}`;
  return key in id ? say(key as Key) : kind;
}

function Discard({ job, onClose }: { readonly job: DeadJob; readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [reason, setReason] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => discardJob(job.id, reason.trim()),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.admin("jobs") });
      onClose();
    },
  });
  const submit = (): void => {
    if (reason.trim().length >= 3) mutate();
  };
  return (
    <SheetForm
      title={say("jobs.discardTitle", { id: job.id })}
      close={onClose}
      submit={submit}
      label={say("jobs.discard")}
      testid="discard-confirm"
      busy={isPending}
      error={error}
    >
      <Textarea
        data-testid="discard-reason"
        data-autofocus
        label={say("jobs.reason")}
        description={say("jobs.reasonHint")}
        required
        withAsterisk={false}
        minLength={3}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </SheetForm>
  );
}
