/** Transcripts: looked for by when they began and how they went, read, and taken out. */

import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useNow } from "../words/useNow";
import { fullTime } from "../words/time";
import { useWords } from "../words/Words";
import { findTranscripts, getPeople, type Query } from "./calls";
import { ExportBar } from "./ExportBar";
import { beginOf, dayBefore, endOf } from "./figures";
import { More } from "./More";
import { hrefOfPlace } from "./places";
import { Reads } from "./Reads";
import type { TranscriptRow } from "./shapes";
import classes from "./Supervise.module.css";
import { usePages } from "./usePages";

export interface Wanted {
  readonly from: string;
  readonly to: string;
  readonly channel: string;
  readonly agent: string;
  readonly intent: string;
  readonly outcome: string;
  readonly rating: string;
  readonly q: string;
}

/** The filter as the server understands it. */
export function queryOf(wanted: Wanted): Query {
  const { from, to, ...rest } = wanted;
  return {
    ...rest,
    since: from === "" ? null : beginOf(from),
    until: to === "" ? null : endOf(to),
  };
}

export function Transcripts(): ReactNode {
  const { say } = useWords();
  const now = useNow();
  const [wanted, want] = useState<Wanted>(() => ({
    from: dayBefore(now, 7),
    to: dayBefore(now, 0),
    channel: "",
    agent: "",
    intent: "",
    outcome: "",
    rating: "",
    q: "",
  }));
  const [asked, ask] = useState(wanted);
  const [chosen, choose] = useState<readonly string[]>([]);
  const query = queryOf(asked);
  const { rows, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = usePages("transcripts", query, findTranscripts);
  const all = Object.fromEntries(Object.entries(query).filter(([, value]) => value != null && value !== "")) as Record<string, string>;
  const which = chosen.length > 0 ? { numbers: chosen } : { which: all };
  const label = chosen.length > 0 ? say("export.chosen", { n: chosen.length }) : say("export.all");
  return (
    <>
      <Filters
        wanted={wanted}
        want={want}
        ask={() => {
          choose([]);
          ask(wanted);
        }}
      />
      <Reads
        pending={rows === undefined}
        error={error}
        empty={rows?.length === 0 ? say("transcripts.empty") : null}
        again={() => void refetch()}
      />
      {rows !== undefined && rows.length > 0 && (
        <>
          <div>
            <ExportBar label={label} which={which} />
          </div>
          <Found rows={rows} chosen={chosen} choose={choose} />
          <More there={hasNextPage} busy={isFetchingNextPage} more={() => void fetchNextPage()} />
        </>
      )}
    </>
  );
}

interface FiltersProps {
  readonly wanted: Wanted;
  readonly want: (wanted: Wanted) => void;
  readonly ask: () => void;
}

function Filters({ wanted, want, ask }: FiltersProps): ReactNode {
  const { say } = useWords();
  const { data: people } = useQuery({ queryKey: ["supervise", "people"], queryFn: ({ signal }) => getPeople(signal) });
  const field = (name: keyof Wanted) => ({
    size: "xs" as const,
    label: say(`transcripts.${name}`),
    value: wanted[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => want({ ...wanted, [name]: event.currentTarget.value }),
  });
  const any = { value: "", label: say("transcripts.any") };
  return (
    <form
      className={classes.filters}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <TextInput type="search" maxLength={200} {...field("q")} />
      <TextInput type="date" {...field("from")} />
      <TextInput type="date" {...field("to")} />
      <TextInput {...field("channel")} />
      <NativeSelect {...field("agent")} data={[any, ...(people ?? []).map((who) => ({ value: who.id, label: who.name }))]} />
      <TextInput {...field("intent")} />
      <NativeSelect
        {...field("outcome")}
        data={[any, ...(["bot", "person", "open"] as const).map((one) => ({ value: one, label: say(`outcome.${one}`) }))]}
      />
      <NativeSelect {...field("rating")} data={[any, ...["5", "4", "3", "2", "1"].map((one) => ({ value: one, label: one }))]} />
      <Button type="submit" size="xs" color="blue.9" data-testid="find">
        {say("transcripts.find")}
      </Button>
    </form>
  );
}

interface FoundProps {
  readonly rows: readonly TranscriptRow[];
  readonly chosen: readonly string[];
  readonly choose: (numbers: readonly string[]) => void;
}

function Found({ rows, chosen, choose }: FoundProps): ReactNode {
  const { say, language } = useWords();
  const labels = {
    contact: say("author.contact"),
    channel: say("transcripts.channel"),
    agent: say("transcripts.agent"),
    outcome: say("transcripts.outcome"),
    rating: say("transcripts.rating"),
    begun: say("transcripts.begun"),
  };
  return (
    <table className={classes.cards} data-testid="transcripts">
      <thead>
        <tr>
          <td />
          <th scope="col">{say("audit.ticket")}</th>
          {Object.entries(labels).map(([name, label]) => (
            <th key={name} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.number}>
            <td>
              <Checkbox
                size="xs"
                aria-label={say("transcripts.choose", { number: row.number })}
                checked={chosen.includes(row.number)}
                onChange={() =>
                  choose(chosen.includes(row.number) ? chosen.filter((one) => one !== row.number) : [...chosen, row.number])
                }
              />
            </td>
            <th scope="row">
              <a href={hrefOfPlace("transcripts", row.number)}>{row.number}</a>
              <small className={classes.more}>{row.subject}</small>
            </th>
            <td data-label={labels.contact}>{row.contact.name || say("ticket.anonymous")}</td>
            <td data-label={labels.channel}>{row.channels.join(", ")}</td>
            <td data-label={labels.agent}>{row.agent?.name ?? "–"}</td>
            <td data-label={labels.outcome}>{row.outcome === "other" ? say(`status.${row.status}`) : say(`outcome.${row.outcome}`)}</td>
            <td data-label={labels.rating}>{row.rating ?? "–"}</td>
            <td data-label={labels.begun}>
              <time dateTime={row.created_at}>{fullTime(new Date(row.created_at), language)}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
