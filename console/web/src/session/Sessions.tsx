/** The browsers somebody is signed in with, each with a way to end it. */

import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Loaded } from "../admin/Loaded";
import { When } from "../admin/When";
import table from "../admin/Admin.module.css";
import { endOtherSessions, endSession, getSessions, type WebSession } from "../api/admin";
import { keys } from "../api/keys";
import { ErrorAlert } from "../shell/ErrorAlert";
import { useWords } from "../words/Words";

const LOOK_AGAIN_MS = 15_000;

/** `agent`: whose; null: one's own. */
export function Sessions({ agent }: { readonly agent: string | null }): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const key = agent === null ? keys.account("sessions") : keys.admin("sessions", agent);
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getSessions(agent, signal),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const again = (): void => void cache.invalidateQueries({ queryKey: key });
  const end = useMutation({ mutationFn: (id: string) => endSession(agent, id), onSettled: again });
  const others = useMutation({ mutationFn: endOtherSessions, onSettled: again });
  return (
    <Loaded query={query} empty={say("account.noSessions")}>
      {(sessions) => (
        <>
          <table className={table.table} data-testid="sessions">
            <thead>
              <tr>
                <th scope="col">{say("account.sessions")}</th>
                <th scope="col">{say("account.seen")}</th>
                <th scope="col">{say("account.from")}</th>
                <th scope="col">
                  <span className="visually-hidden">{say("account.end")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {sessions.map((one) => (
                <Row key={one.id} one={one} busy={end.isPending} onEnd={() => end.mutate(one.id)} />
              ))}
            </tbody>
          </table>
          <ErrorAlert error={end.error ?? others.error} />
          {agent === null && sessions.length > 1 && (
            <Button mt="sm" size="xs" variant="default" loading={others.isPending} onClick={() => others.mutate()} data-testid="end-others">
              {say("account.endOthers")}
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
}

interface RowProps {
  readonly one: WebSession;
  readonly busy: boolean;
  readonly onEnd: () => void;
}

function Row({ one, busy, onEnd }: RowProps): ReactNode {
  const { say } = useWords();
  const name = one.browser === "" ? say("account.browserUnknown") : one.browser;
  return (
    <tr data-testid="session" data-current={one.current}>
      <th scope="row">
        {name}
        {one.current && <small className={table.more}>{say("account.here")}</small>}
        <small className={table.more}>
          {say("account.began")} <When at={one.created_at} />
        </small>
      </th>
      <td data-label={say("account.seen")}>
        <When at={one.seen_at ?? one.created_at} />
      </td>
      <td data-label={say("account.from")} className={table.close}>
        {one.address === "" ? "–" : one.address}
      </td>
      <td data-last>
        {!one.current && (
          <Button size="compact-sm" variant="default" disabled={busy} onClick={onEnd} aria-label={`${say("account.end")}: ${name}`}>
            {say("account.end")}
          </Button>
        )}
      </td>
    </tr>
  );
}
