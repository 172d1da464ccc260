/** Gives the ticket back to the bot, and says what happens then. */

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { Agent, Ticket } from "../api/types";
import { ErrorAlert } from "../shell/ErrorAlert";
import { movesFor } from "../ticket/allowed";
import { useMove } from "../ticket/useMove";
import { useWords } from "../words/Words";
import classes from "./BotPanel.module.css";

interface Props {
  readonly ticket: Ticket;
  readonly me: Agent;
}

export function ReturnToBot({ ticket, me }: Props): ReactNode {
  const { say } = useWords();
  const { move, underway, error } = useMove(ticket.number);
  if (!movesFor(ticket, me).includes("return-to-bot")) return null;
  return (
    <section className={classes.section}>
      <h2 className={classes.title}>{say("bot.return")}</h2>
      <p className={classes.plain}>{say("bot.returnNext")}</p>
      <ErrorAlert error={error} />
      <Button
        size="compact-sm"
        variant="default"
        loading={underway !== null}
        onClick={() => move("return-to-bot")}
        data-testid="bot-return"
      >
        {say("move.return-to-bot")}
      </Button>
    </section>
  );
}
