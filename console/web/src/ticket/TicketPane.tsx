/** One ticket: its head, its conversation, and where to write. */

import { Loader } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { getTicket } from "../api/client";
import { ApiError } from "../api/http";
import { keys } from "../api/keys";
import type { Agent } from "../api/types";
import { BotSide } from "../botpanel/BotSide";
import { usePoll } from "../live/LiveProvider";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import { useViewing } from "../together/useHere";
import { useWords } from "../words/Words";
import { Composer } from "./Composer";
import { TicketHead } from "./TicketHead";
import classes from "./Ticket.module.css";
import { Transcript } from "./Transcript";
import { TypingLine } from "./TypingLine";

interface Props {
  readonly number: string;
  readonly me: Agent;
  /** The list's address. */
  readonly back: string;
}

export function TicketPane({ number, me, back }: Props): ReactNode {
  const { say } = useWords();
  useViewing(number);
  const { data, error, refetch } = useQuery({
    queryKey: keys.ticket(number),
    queryFn: ({ signal }) => getTicket(number, signal),
    refetchInterval: usePoll(),
  });
  const cache = useQueryClient();
  const into = data?.merged_into;
  // A merge takes the conversations along, and brings them back: read them anew.
  useEffect(() => {
    void cache.invalidateQueries({ queryKey: keys.messages(number) });
  }, [cache, number, into]);
  // It is not this agent's to see any more: what was read of it goes from the screen.
  const gone = error instanceof ApiError && error.status === 404;
  return (
    <>
      <a href={back} className={classes.back} data-testid="back">
        <Icon name="back" />
        {say("ticket.back")}
      </a>
      {data === undefined && error === null && <Loader role="img" m="auto" aria-label={say("app.loading")} />}
      {(data === undefined || gone) && <ErrorAlert error={error} m="md" title={say("ticket.failed", { number })} retry={() => void refetch()} />}
      {data !== undefined && !gone && (
        <BotSide ticket={data} me={me}>
          <TicketHead ticket={data} me={me} />
          <Transcript number={number} me={me} severalChannels={data.channels.length > 1} />
          <TypingLine ticket={data} />
          <Composer ticket={data} />
        </BotSide>
      )}
    </>
  );
}
