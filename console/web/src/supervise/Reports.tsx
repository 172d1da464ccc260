/** Reports: what was measured in a period, what each number means, and the tickets behind it. */

import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useNow } from "../words/useNow";
import { useWords } from "../words/Words";
import { BehindList, type Measured } from "./BehindList";
import { getReport, withQuery } from "./calls";
import { beginOf, dayBefore, endOf } from "./figures";
import { MetricView } from "./MetricView";
import { Reads } from "./Reads";
import classes from "./Supervise.module.css";

export function Reports(): ReactNode {
  const { say } = useWords();
  const now = useNow();
  const [wanted, want] = useState(() => ({ from: dayBefore(now, 29), to: dayBefore(now, 0), channel: "" }));
  const [number, open] = useState<Measured | null>(null);
  const backwards = wanted.from === "" || wanted.to === "" || wanted.from > wanted.to;
  const query = backwards ? null : { since: beginOf(wanted.from), until: endOf(wanted.to), channel: wanted.channel };
  const { data, error, refetch } = useQuery({
    queryKey: ["supervise", "report", query],
    queryFn: ({ signal }) => getReport(query ?? {}, signal),
    enabled: query !== null,
    placeholderData: (before) => before,
  });
  const volume = data?.metrics.find((one) => one.metric === "volume");
  const channels = [...new Set([...(volume?.figures ?? []).map((one) => one.part), wanted.channel])].filter((one) => one !== "");
  return (
    <>
      <div className={classes.filters}>
        {(["from", "to"] as const).map((name) => (
          <TextInput
            key={name}
            type="date"
            size="xs"
            label={say(`transcripts.${name}`)}
            value={wanted[name]}
            onChange={(event) => want({ ...wanted, [name]: event.currentTarget.value })}
          />
        ))}
        <NativeSelect
          size="xs"
          label={say("transcripts.channel")}
          value={wanted.channel}
          data={[{ value: "", label: say("transcripts.any") }, ...channels]}
          onChange={(event) => want({ ...wanted, channel: event.currentTarget.value })}
        />
        {query !== null && (
          <Button component="a" size="xs" variant="default" href={withQuery("reports/csv", query)} download data-testid="report-csv">
            CSV
          </Button>
        )}
      </div>
      {query === null && (
        <p className={classes.empty} role="alert">
          {say("report.backwards")}
        </p>
      )}
      {query !== null && <Reads pending={data === undefined} error={error} empty={null} again={() => void refetch()} />}
      {query !== null && data !== undefined && (
        <div className={classes.columns}>
          {data.metrics.map((metric) => (
            <MetricView key={metric.metric} metric={metric} csv={withQuery("reports/csv", { ...query, metric: metric.metric })} open={open} />
          ))}
        </div>
      )}
      {query !== null && number !== null && <BehindList number={number} period={query} close={() => open(null)} />}
    </>
  );
}
