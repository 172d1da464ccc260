/** The bot's part in a ticket: why a person is called, what waits for approval, what was understood. */

import { Loader } from "@mantine/core";
import type { ReactNode } from "react";
import type { Agent, Ticket } from "../api/types";
import { ErrorAlert } from "../shell/ErrorAlert";
import { fullTime } from "../words/time";
import { useWords } from "../words/Words";
import type { BotPart, Proposal } from "./api";
import classes from "./BotPanel.module.css";
import { ProposalCard } from "./ProposalCard";
import { ReadingItem } from "./ReadingItem";
import { ReturnToBot } from "./ReturnToBot";
import { why } from "./told";
import { undecided, useBot } from "./useBot";

interface Props {
  readonly ticket: Ticket;
  readonly me: Agent;
}

export default function BotPanel({ ticket, me }: Props): ReactNode {
  const { say } = useWords();
  const { data, error, refetch } = useBot(ticket.number);
  return (
    <div className={classes.panel} data-testid="bot-panel">
      {data === undefined && error === null && <Loader role="img" m="auto" aria-label={say("app.loading")} />}
      <ErrorAlert error={error} title={say(data === undefined ? "bot.failed" : "bot.notFresh")} retry={() => void refetch()} />
      {data !== undefined && <Parts part={data} ticket={ticket} me={me} />}
    </div>
  );
}

function Parts({ part, ticket, me }: Props & { readonly part: BotPart }): ReactNode {
  const { say } = useWords();
  const open = undecided(part.proposals);
  const before = part.proposals.filter((one) => !open.includes(one));
  return (
    <>
      {open.length > 0 && (
        <section aria-label={say("bot.proposals")} className={classes.section}>
          <h2 className={classes.title}>{say("bot.proposals")}</h2>
          {open.map((one) => (
            <ProposalCard key={one.id} number={ticket.number} proposal={one} />
          ))}
        </section>
      )}
      {part.handed_off_for !== null && (
        <section className={classes.section}>
          <h2 className={classes.title}>{say("bot.whyTitle")}</h2>
          <p className={classes.plain} data-testid="bot-why" data-why={part.handed_off_for}>
            {why(part.handed_off_for, part.handed_off_label, say)}
          </p>
        </section>
      )}
      <ReturnToBot ticket={ticket} me={me} />
      <section className={classes.section}>
        <h2 className={classes.title}>{say("bot.understood")}</h2>
        {part.readings.length === 0 && <p className={classes.plain}>{say("bot.empty")}</p>}
        <ol className={classes.readings}>
          {part.readings.map((one) => (
            <ReadingItem key={one.message} number={ticket.number} reading={one} />
          ))}
        </ol>
      </section>
      {before.length > 0 && <Before proposals={before} />}
    </>
  );
}

/** What was decided on: by whom, and when. */
function Before({ proposals }: { readonly proposals: readonly Proposal[] }): ReactNode {
  const { say, language } = useWords();
  return (
    <section className={classes.section}>
      <h2 className={classes.title}>{say("bot.decided")}</h2>
      <ul className={classes.before}>
        {proposals.map((one) => (
          <li key={one.id} data-testid="proposal-decided" data-state={one.state}>
            {one.label}
            <small className={classes.origin}>
              {say(one.state === "sent" ? "bot.sentBy" : "bot.discardedBy", { name: one.decided_by ?? say("author.agent") })}
              {one.decided_at !== null && ` · ${fullTime(new Date(one.decided_at), language)}`}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
