/** The desk at this moment: who waits, who handles what, what is under way on each channel. */

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { keys } from "../api/keys";
import { usePoll } from "../live/LiveProvider";
import { duration, fullTime } from "../words/time";
import { useNow } from "../words/useNow";
import { useWords } from "../words/Words";
import { getWall } from "./calls";
import { known, span } from "./figures";
import { hrefOfPlace } from "./places";
import { Reads } from "./Reads";
import type { Wall as WallShape } from "./shapes";
import classes from "./Supervise.module.css";

export function Wall(): ReactNode {
  const { say } = useWords();
  const { data, error, refetch } = useQuery({
    // Among the lists: whatever makes a list stale makes this stale.
    queryKey: [...keys.lists, "wall"],
    queryFn: ({ signal }) => getWall(signal),
    refetchInterval: usePoll(),
  });
  return (
    <>
      <Reads pending={data === undefined} error={error} empty={null} again={() => void refetch()} />
      {data !== undefined && (
        <>
          <Sums queue={data.queue} />
          <section aria-labelledby="wall-oldest">
            <h2 id="wall-oldest" className={classes.subtitle}>
              {say("wall.oldest")}
            </h2>
            {data.oldest.length === 0 ? <p className={classes.hint}>{say("list.emptyQueue")}</p> : <Oldest rows={data.oldest} />}
          </section>
          <div className={classes.columns}>
            <Agents rows={data.agents} />
            <Channels rows={data.channels} />
          </div>
        </>
      )}
    </>
  );
}

function Sums({ queue }: { readonly queue: WallShape["queue"] }): ReactNode {
  const { say } = useWords();
  const now = useNow();
  const sums = [
    ["waiting", say("wall.waiting"), String(queue.waiting)],
    ["longest", say("wall.longest"), queue.since === null ? "–" : duration(new Date(queue.since), now, say)],
    ["expected", say("wall.expected"), expected(queue)],
  ] as const;
  function expected({ open, wait_seconds }: WallShape["queue"]): string {
    if (open === false) return say("wall.closed");
    return wait_seconds === null ? "–" : span(wait_seconds, say);
  }
  return (
    <dl className={classes.sums}>
      {sums.map(([name, label, value]) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd data-testid={`wall-${name}`}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Oldest({ rows }: { readonly rows: WallShape["oldest"] }): ReactNode {
  const { say, language } = useWords();
  const now = useNow();
  const [ticket, contact, why, waits] = [say("audit.ticket"), say("author.contact"), say("wall.why"), say("wall.waits")];
  return (
    <table className={classes.cards} data-testid="wall-oldest">
      <thead>
        <tr>
          {[ticket, contact, why, waits].map((label) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr key={one.number}>
            <th scope="row">
              <a href={hrefOfPlace("wall", one.number)}>{one.number}</a>
              <small className={classes.more}>{one.subject}</small>
            </th>
            <td data-label={contact}>{one.contact || say("ticket.anonymous")}</td>
            <td data-label={why}>{reason(one.handed_off_for)}</td>
            <td data-label={waits}>
              <time dateTime={one.waiting_since} title={fullTime(new Date(one.waiting_since), language)}>
                {duration(new Date(one.waiting_since), now, say)}
              </time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  function reason(code: string | null): string {
    const key = `report.handoffs.${code ?? ""}`;
    return known(key) ? say(key) : (code ?? "–");
  }
}

function Agents({ rows }: { readonly rows: WallShape["agents"] }): ReactNode {
  const { say } = useWords();
  const now = useNow();
  const [handling, answering, oldest] = [say("wall.handling"), say("wall.answering"), say("wall.unmoved")];
  return (
    <section aria-labelledby="wall-agents">
      <h2 id="wall-agents" className={classes.subtitle}>
        {say("wall.agents")}
      </h2>
      <table className={classes.cards} data-testid="wall-agents">
        <thead>
          <tr>
            <th scope="col">{say("author.agent")}</th>
            {[handling, answering, oldest].map((label) => (
              <th key={label} scope="col" data-number>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.agent.id}>
              <th scope="row">{one.agent.name}</th>
              <td data-number data-label={handling}>
                {one.handling}
              </td>
              <td data-number data-label={answering}>
                {one.answering}
              </td>
              <td data-number data-label={oldest}>
                {one.oldest === null ? "–" : duration(new Date(one.oldest), now, say)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Channels({ rows }: { readonly rows: WallShape["channels"] }): ReactNode {
  const { say } = useWords();
  const who = ["bot", "queue", "agent"] as const;
  return (
    <section aria-labelledby="wall-channels">
      <h2 id="wall-channels" className={classes.subtitle}>
        {say("wall.channels")}
      </h2>
      {rows.length === 0 && <p className={classes.hint}>{say("list.empty")}</p>}
      {rows.length > 0 && (
        <table className={classes.cards} data-testid="wall-channels">
          <thead>
            <tr>
              <th scope="col">{say("transcripts.channel")}</th>
              {who.map((one) => (
                <th key={one} scope="col" data-number>
                  {say(`wall.with.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                {who.map((one) => (
                  <td key={one} data-number data-label={say(`wall.with.${one}`)}>
                    {row[one]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
