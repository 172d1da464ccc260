/** The conversation, oldest first; stays at its end while the reader is there. */

import { Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import { getTranscript } from "../api/client";
import { keys } from "../api/keys";
import type { Agent } from "../api/types";
import { usePoll } from "../live/LiveProvider";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import { messageOf, useHash } from "../shell/route";
import { day, dayKey } from "../words/time";
import { useWords } from "../words/Words";
import { Announcer } from "./Announcer";
import { Changes, EditLine } from "./Changes";
import { arrange, holds, timeOf } from "./history";
import { MessageItem } from "./MessageItem";
import { splittable } from "./splittable";
import classes from "./Transcript.module.css";
import { UnreadJump, UnreadLine } from "./UnreadJump";
import { useFound } from "./useFound";
import { useOfficeRead } from "./useOfficeRead";
import { useStayAtEnd } from "./useStayAtEnd";
import { useUnread } from "./useUnread";

interface Props {
  readonly number: string;
  readonly me: Agent;
  readonly severalChannels: boolean;
}

export function Transcript({ number, me, severalChannels }: Props): ReactNode {
  const { say, language } = useWords();
  const { data, error, refetch, isFetchedAfterMount } = useQuery({
    queryKey: keys.messages(number),
    queryFn: ({ signal }) => getTranscript(number, signal),
    refetchInterval: usePoll(),
  });
  const last = data?.at(-1);
  const { box, onScroll, behind, toEnd } = useStayAtEnd(last?.id ?? null, last?.author.kind === "agent" && last.author.name === me.name);
  const wanted = messageOf(useHash());
  useFound(box, wanted, data !== undefined);
  const unread = useUnread(me, number, isFetchedAfterMount ? data : undefined);
  useOfficeRead(number, data);
  const entries = useMemo(() => arrange(data ?? []), [data]);
  const splits = useMemo(() => splittable(data ?? []), [data]);
  return (
    <div className={classes.frame}>
      <UnreadJump unread={unread} />
      <section ref={box} className={classes.scroll} onScroll={onScroll} tabIndex={0} aria-label={say("transcript.label", { number })}>
        {data === undefined && error === null && <Loader role="img" m="auto" aria-label={say("app.loading")} />}
        <ErrorAlert error={error} title={say("transcript.failed")} retry={() => void refetch()} />
        {data?.length === 0 && <p className={classes.system}>{say("transcript.empty")}</p>}
        <ol className={classes.messages} data-testid="transcript">
          {entries.map((entry, index) => {
            const at = new Date(timeOf(entry));
            const before = entries[index - 1];
            const newDay = before === undefined || dayKey(new Date(timeOf(before))) !== dayKey(at);
            return (
              <li
                key={entry.id}
                className={classes.entry}
                data-message={entry.id}
                aria-current={entry.id === wanted ? "true" : undefined}
                tabIndex={entry.id === wanted ? -1 : undefined}
              >
                {newDay && <p className={classes.day}>{day(at, language)}</p>}
                {unread.first !== null && holds(entry, unread.first) && <UnreadLine />}
                {entry.kind === "changes" && <Changes messages={entry.messages} />}
                {entry.kind === "edit" && <EditLine message={entry.message} of={entry.of} />}
                {entry.kind === "message" && (
                  <MessageItem
                    number={number}
                    message={entry.message}
                    wordings={entry.wordings}
                    showChannel={severalChannels}
                    canSplit={splits.has(entry.id)}
                  />
                )}
              </li>
            );
          })}
        </ol>
      </section>
      {behind && (
        <Button className={classes.toEnd ?? ""} size="xs" radius="xl" leftSection={<Icon name="down" />} onClick={toEnd}>
          {say("transcript.newest")}
        </Button>
      )}
      <Announcer messages={data} myName={me.name} />
    </div>
  );
}
