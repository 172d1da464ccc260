/** What was changed about people and jobs: when, by whom, about whom. */

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { getLog, type LogLine } from "../api/admin";
import { keys } from "../api/keys";
import { id, type Key } from "../words/id";
import { useWords, type Say } from "../words/Words";
import { asRole } from "./AddAgent";
import classes from "./Admin.module.css";
import { Loaded } from "./Loaded";
import { When } from "./When";

const LOOK_AGAIN_MS = 15_000;

export function LogPage(): ReactNode {
  const { say } = useWords();
  const query = useQuery({
    queryKey: keys.admin("log"),
    queryFn: ({ signal }) => getLog(signal),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return (
    <Loaded query={query} empty={say("log.empty")}>
      {(lines) => (
        <table className={classes.table} data-testid="log">
          <thead>
            <tr>
              <th scope="col">{say("log.when")}</th>
              <th scope="col">{say("log.what")}</th>
              <th scope="col">{say("log.about")}</th>
              <th scope="col">{say("log.who")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id} data-testid="log-line" data-action={line.action}>
                <td data-label={say("log.when")}>
                  <When at={line.at} />
                </td>
                <td data-label={say("log.what")}>
                  <span>
                    {whatOf(line, say)}
                    {line.reason !== "" && <small className={classes.more}>{line.reason}</small>}
                  </span>
                </td>
                <td data-label={say("log.about")}>{line.agent ?? "–"}</td>
                <td data-label={say("log.who")}>{line.actor === "operator" ? say("log.operator") : line.actor}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Loaded>
  );
}

/** An action this console does not know goes by its name; a role or the key of a field is said with it. */
export function whatOf(line: Pick<LogLine, "action" | "facts">, say: Say): string {
  const key = `log.${line.action}`;
  const what = key in id ? say(key as Key) : line.action;
  const { role, team, key: field } = line.facts;
  if (typeof team === "string") return `${what}: ${team}`;
  if (typeof field === "string") return `${what} (${field})`;
  return typeof role === "string" ? `${what} (${say(`admin.role.${asRole(role)}`)})` : what;
}
