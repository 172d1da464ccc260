/** Everyone who works here, and what an administrator may do about them. */

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { getStaff, type Staff } from "../api/admin";
import { keys } from "../api/keys";
import type { Agent } from "../api/types";
import { useWords } from "../words/Words";
import { AddAgent } from "./AddAgent";
import classes from "./Admin.module.css";
import { AgentMenu } from "./AgentMenu";
import { Loaded } from "./Loaded";
import { When } from "./When";

const LOOK_AGAIN_MS = 10_000;

export function Agents({ me }: { readonly me: Agent }): ReactNode {
  const { say } = useWords();
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: keys.admin("agents"),
    queryFn: ({ signal }) => getStaff(signal),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return (
    <>
      <div className={classes.bar}>
        <Button onClick={() => setAdding(true)} data-testid="agent-add">
          {say("admin.add")}
        </Button>
      </div>
      {adding && <AddAgent onClose={() => setAdding(false)} />}
      <Loaded query={query}>
        {(agents) => (
          <table className={classes.table} data-testid="agents">
            <thead>
              <tr>
                <th scope="col">{say("admin.name")}</th>
                <th scope="col">{say("admin.role")}</th>
                <th scope="col">{say("admin.state")}</th>
                <th scope="col" data-number>
                  {say("admin.tickets")}
                </th>
                <th scope="col">{say("account.seen")}</th>
                <th scope="col">
                  <span className="visually-hidden">{say("ticket.actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {agents.map((one) => (
                <Row key={one.id} one={one} mine={one.id === me.id} />
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </>
  );
}

function Row({ one, mine }: { readonly one: Staff; readonly mine: boolean }): ReactNode {
  const { say } = useWords();
  return (
    <tr data-testid="agent" data-email={one.email} data-off={!one.active}>
      <th scope="row">
        {one.name}
        {mine && ` (${say("admin.you")})`}
        <small className={classes.more}>{one.email}</small>
      </th>
      <td data-label={say("admin.role")}>{say(`admin.role.${one.role}`)}</td>
      <td data-label={say("admin.state")}>
        <span>
          {say(one.active ? "admin.active" : "admin.inactive")}
          {one.locked_seconds > 0 && (
            <small className={classes.more}>
              <span className={classes.state} data-good="false">
                {say("admin.locked", { s: one.locked_seconds })}
              </span>
            </small>
          )}
          {one.must_change && <small className={classes.more}>{say("admin.mustChange")}</small>}
          {one.has_factor && <small className={classes.more}>{say("admin.factorOn")}</small>}
        </span>
      </td>
      <td data-number data-label={say("admin.tickets")}>
        {one.tickets}
      </td>
      <td data-label={say("account.seen")}>
        <When at={one.seen_at} />
      </td>
      <td data-last>
        <AgentMenu one={one} mine={mine} />
      </td>
    </tr>
  );
}
