/** How every part does, why, and since when; the queue of jobs; versions. */

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { getHealth, type Part } from "../api/admin";
import { keys } from "../api/keys";
import { LEDGER } from "../shell/route";
import { id, type Key } from "../words/id";
import { fullTime } from "../words/time";
import { useWords, type Say } from "../words/Words";
import classes from "./Admin.module.css";
import { counted } from "./JobsPage";
import { Loaded } from "./Loaded";
import { When } from "./When";
import { Why } from "./Why";

const LOOK_AGAIN_MS = 10_000;

export function HealthPage(): ReactNode {
  const { say, language } = useWords();
  const query = useQuery({
    queryKey: keys.admin("health"),
    queryFn: ({ signal }) => getHealth(signal),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return (
    <Loaded query={query}>
      {(health) => (
        <>
          <p className={classes.about}>{say("health.about", { time: fullTime(new Date(health.started_at), language) })}</p>
          <table className={classes.table} data-testid="parts">
            <thead>
              <tr>
                <th scope="col">{say("health.part")}</th>
                <th scope="col">{say("health.state")}</th>
                <th scope="col">{say("health.reason")}</th>
                <th scope="col">{say("health.since")}</th>
              </tr>
            </thead>
            <tbody>
              {health.parts.map((part) => (
                <Row key={`${part.kind}:${part.name}`} part={part} />
              ))}
            </tbody>
          </table>
          <h2 className={classes.subtitle}>{say("health.queue")}</h2>
          <p className={classes.about}>{counted({ counts: health.jobs }, say)}</p>
          <h2 className={classes.subtitle}>{say("health.versions")}</h2>
          <p className={classes.about}>
            {Object.entries(health.versions)
              .map(([name, version]) => `${name} ${version}`)
              .join(" · ")}
          </p>
        </>
      )}
    </Loaded>
  );
}

function Row({ part }: { readonly part: Part }): ReactNode {
  const { say } = useWords();
  return (
    <tr data-testid="part" data-part={part.kind === "channel" ? part.name : part.kind}>
      <th scope="row">
        {titleOf(part, say)}
        <small className={classes.more}>{aboutOf(part, say)}</small>
      </th>
      <td data-label={say("health.state")}>
        <span className={classes.state} data-good={goodness(part.state)}>
          {stateOf(part.state, say)}
        </span>
      </td>
      <td data-label={say("health.reason")}>
        <span className={classes.free}>
          {part.connected === null ? <Why cause={part.cause} said={part.reason} /> : say("health.connected", { n: part.connected })}
          {part.kind === "channel" && part.about === "email" && (
            <small className={classes.more}>
              <a href={LEDGER}>{say("ledger.title")}</a>
            </small>
          )}
        </span>
      </td>
      <td data-label={say("health.since")}>
        <span>
          <When at={part.since} />
          {part.at_first && <small className={classes.more}>{say("health.atFirst")}</small>}
        </span>
      </td>
    </tr>
  );
}

function titleOf(part: Part, say: Say): string {
  return part.kind === "channel" ? part.name : say(`health.${part.kind}`);
}

function aboutOf(part: Part, say: Say): string {
  const key = `${part.kind}.${part.about}`;
  return key in id ? say(key as Key) : part.about;
}

function stateOf(state: string, say: Say): string {
  const key = `health.state.${state}`;
  return key in id ? say(key as Key) : state;
}

/** Colour carries meaning: well, in trouble, or on the way. */
export function goodness(state: string): "true" | "false" | "unsure" {
  if (state === "ok" || state === "ready" || state === "elsewhere") return "true";
  return state === "failing" || state === "down" ? "false" : "unsure";
}
