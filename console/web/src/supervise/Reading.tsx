/** One ticket, read along: nothing is written to the citizen from here. */

import { Button, Group, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { getTicket } from "../api/client";
import { keys } from "../api/keys";
import type { Agent, Ticket } from "../api/types";
import { usePoll } from "../live/LiveProvider";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import { hrefOf } from "../shell/route";
import { StatusBadge } from "../ticket/StatusBadge";
import { Transcript } from "../ticket/Transcript";
import { movesFor } from "../ticket/allowed";
import { useMove } from "../ticket/useMove";
import { useWords } from "../words/Words";
import { whisper } from "./calls";
import { ExportBar } from "./ExportBar";
import { hrefOfPlace, type PageName } from "./places";
import { Reads } from "./Reads";
import classes from "./Supervise.module.css";

interface Props {
  readonly number: string;
  readonly me: Agent;
  readonly back: PageName;
}

export function Reading({ number, me, back }: Props): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: keys.ticket(number),
    queryFn: ({ signal }) => getTicket(number, signal),
    refetchInterval: usePoll(),
  });
  if (data === undefined) return <Reads pending error={error} empty={null} again={() => void refetch()} />;
  return (
    <section className={classes.reading} data-testid="reading">
      <Head ticket={data} me={me} back={back} />
      <Transcript number={number} me={me} severalChannels={data.channels.length > 1} />
      {data.agent !== null && data.agent.id !== me.id && <Whisper number={number} to={data.agent.name} />}
    </section>
  );
}

function Head({ ticket, me, back }: { readonly ticket: Ticket; readonly me: Agent; readonly back: PageName }): ReactNode {
  const { say } = useWords();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
  }, []);
  const { move, underway, error } = useMove(ticket.number);
  const takes = movesFor(ticket, me).includes("take");
  const whose = ticket.handler === "agent" ? say("handler.agent", { name: ticket.agent?.name ?? "" }) : say(`handler.${ticket.handler}`);
  return (
    <header className={classes.readingHead}>
      <Group gap="xs">
        <h1 ref={title} tabIndex={-1}>
          {ticket.contact.name || say("ticket.anonymous")}
        </h1>
        <StatusBadge status={ticket.status} />
      </Group>
      <p className={classes.facts}>
        <span data-testid="ticket-number">{ticket.number}</span>
        <span>{ticket.subject}</span>
        <span data-testid="handler">{whose}</span>
        <span>
          <Icon name="lock" size={13} /> {say("reading.only")}
        </span>
      </p>
      <Group gap="xs" mt="xs">
        <Button component="a" href={hrefOfPlace(back)} size="xs" variant="default">
          {say("app.back")}
        </Button>
        <Button component="a" href={hrefOf({ view: "open", number: ticket.number })} size="xs" variant="default">
          {say("reading.desk")}
        </Button>
        {takes && (
          <Button size="xs" color="blue.9" loading={underway === "take"} onClick={() => move("take")} data-testid="take-over">
            {say("move.take")}
          </Button>
        )}
      </Group>
      <ErrorAlert error={error} mt="xs" />
      <ExportBar label={say("export.this")} which={{ numbers: [ticket.number] }} />
    </header>
  );
}

function Whisper({ number, to }: { readonly number: string; readonly to: string }): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [text, setText] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => whisper(number, text),
    onSuccess: () => {
      setText("");
      return cache.invalidateQueries({ queryKey: keys.messages(number) });
    },
  });
  return (
    <form
      className={classes.whisper}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") mutate();
      }}
    >
      <Textarea
        size="sm"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={50_000}
        label={say("whisper.to", { name: to })}
        placeholder={say("composer.noteHint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-testid="whisper"
      />
      <Button type="submit" size="xs" color="blue.9" mt="xs" loading={isPending} disabled={text.trim() === ""} data-testid="whisper-send">
        {say("whisper.send")}
      </Button>
      <ErrorAlert error={error} mt="xs" />
    </form>
  );
}
