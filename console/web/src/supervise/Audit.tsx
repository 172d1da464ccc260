/** The audit log: who opened, downloaded or exported what. */

import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { fullTime } from "../words/time";
import { useWords } from "../words/Words";
import { getAudit, getPeople } from "./calls";
import { beginOf, endOf } from "./figures";
import { More } from "./More";
import { hrefOfPlace } from "./places";
import { Reads } from "./Reads";
import type { AuditLine } from "./shapes";
import classes from "./Supervise.module.css";
import { usePages } from "./usePages";

const NOTHING = { agent: "", ticket: "", from: "", to: "" };

export function Audit(): ReactNode {
  const { say } = useWords();
  const [wanted, want] = useState(NOTHING);
  const [asked, ask] = useState(NOTHING);
  const { data: people } = useQuery({ queryKey: ["supervise", "people"], queryFn: ({ signal }) => getPeople(signal) });
  const query = {
    agent: asked.agent,
    ticket: asked.ticket.trim().toUpperCase(),
    since: asked.from === "" ? null : beginOf(asked.from),
    until: asked.to === "" ? null : endOf(asked.to),
  };
  const { rows, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = usePages("audit", query, getAudit);
  const field = (name: keyof typeof NOTHING) => ({
    size: "xs" as const,
    value: wanted[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => want({ ...wanted, [name]: event.currentTarget.value }),
  });
  const anyone = { value: "", label: say("transcripts.any") };
  return (
    <>
      <p className={classes.hint}>{say("audit.about")}</p>
      <form
        className={classes.filters}
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          ask(wanted);
        }}
      >
        <NativeSelect
          label={say("audit.who")}
          {...field("agent")}
          data={[anyone, ...(people ?? []).map((who) => ({ value: who.id, label: who.name }))]}
        />
        <TextInput label={say("audit.ticket")} {...field("ticket")} />
        <TextInput type="date" label={say("transcripts.from")} {...field("from")} />
        <TextInput type="date" label={say("transcripts.to")} {...field("to")} />
        <Button type="submit" size="xs" color="blue.9">
          {say("transcripts.find")}
        </Button>
      </form>
      <Reads
        pending={rows === undefined}
        error={error}
        empty={rows?.length === 0 ? say("audit.empty") : null}
        again={() => void refetch()}
      />
      {rows !== undefined && rows.length > 0 && <Lines rows={rows} />}
      <More there={hasNextPage} busy={isFetchingNextPage} more={() => void fetchNextPage()} />
    </>
  );
}

function Lines({ rows }: { readonly rows: readonly AuditLine[] }): ReactNode {
  const { say, language } = useWords();
  const labels = [say("audit.who"), say("audit.did"), say("audit.ticket"), say("export.reason"), say("audit.origin"), say("audit.seal")] as const;
  return (
    <table className={classes.cards} data-testid="audit">
      <thead>
        <tr>
          <th scope="col">{say("ledger.when")}</th>
          {labels.map((label) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((line) => (
          <tr key={line.id}>
            <th scope="row">
              <time dateTime={line.at}>{fullTime(new Date(line.at), language)}</time>
            </th>
            <td data-label={labels[0]}>{line.agent.name}</td>
            <td data-label={labels[1]}>{say(`audit.${line.action}`)}</td>
            <td data-label={labels[2]}>{line.ticket === null ? "–" : <a href={hrefOfPlace("audit", line.ticket)}>{line.ticket}</a>}</td>
            <td data-label={labels[3]}>{line.reason || "–"}</td>
            <td data-label={labels[4]}>{line.origin || "–"}</td>
            <td data-label={labels[5]} className={classes.seal} title={line.seal}>
              {line.id}:{line.seal.slice(0, 8)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
