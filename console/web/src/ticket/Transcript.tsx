/** The conversation, oldest first; stays at its end while the reader is there. */

import { Alert, Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { getTranscript } from "../api/client";
import { keys } from "../api/keys";
import type { Agent } from "../api/types";
import { usePoll } from "../live/LiveProvider";
import { Icon } from "../shell/Icon";
import { messageOf, useHash } from "../shell/route";
import { explain } from "../words/problem";
import { day, dayKey } from "../words/time";
import { useWords } from "../words/Words";
import { Announcer } from "./Announcer";
import { MessageItem } from "./MessageItem";
import classes from "./Transcript.module.css";
import { useFound } from "./useFound";
import { useStayAtEnd } from "./useStayAtEnd";

interface Props {
  readonly number: string;
  readonly me: Agent;
  readonly severalChannels: boolean;
}

export function Transcript({ number, me, severalChannels }: Props): ReactNode {
  const { say, language } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: keys.messages(number),
    queryFn: ({ signal }) => getTranscript(number, signal),
    refetchInterval: usePoll(),
  });
  const last = data?.at(-1);
  const { box, onScroll, behind, toEnd } = useStayAtEnd(last?.id ?? null, last?.author.kind === "agent" && last.author.name === me.name);
  const wanted = messageOf(useHash());
  useFound(box, wanted, data !== undefined);
  return (
    <div className={classes.frame}>
      <section ref={box} className={classes.scroll} onScroll={onScroll} tabIndex={0} aria-label={say("transcript.label", { number })}>
        {data === undefined && error === null && <Loader m="auto" aria-label={say("app.loading")} />}
        {error !== null && (
          <Alert color="red" role="alert" title={say("transcript.failed")}>
            <p>{explain(error, say)}</p>
            <Button size="xs" variant="default" onClick={() => void refetch()}>
              {say("app.retry")}
            </Button>
          </Alert>
        )}
        {data?.length === 0 && <p className={classes.system}>{say("transcript.empty")}</p>}
        <ol className={classes.messages} data-testid="transcript">
          {data?.map((message, index) => {
            const at = new Date(message.at);
            const before = data[index - 1];
            const newDay = before === undefined || dayKey(new Date(before.at)) !== dayKey(at);
            return (
              <li
                key={message.id}
                className={classes.entry}
                data-message={message.id}
                aria-current={message.id === wanted ? "true" : undefined}
                tabIndex={message.id === wanted ? -1 : undefined}
              >
                {newDay && <p className={classes.day}>{day(at, language)}</p>}
                <MessageItem number={number} message={message} showChannel={severalChannels} />
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
