/** For a message that did not arrive: try again, or by e-mail where its writer's words may go on. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { retry, sendByMail } from "../actions/calls";
import { keys } from "../api/keys";
import type { Delivery, Message, Ticket } from "../api/types";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";
import classes from "./Transcript.module.css";

const DID_NOT_ARRIVE: readonly string[] = ["failed", "bounced", "blocked"];

interface Props {
  readonly number: string;
  readonly message: Message;
  readonly delivery: Delivery;
}

export function Resend({ number, message, delivery }: Props): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const { mutate, isPending, variables, error } = useMutation({
    mutationFn: (how: "retry" | "mail") => (how === "retry" ? retry : sendByMail)(number, message.id),
    onSuccess: (now) =>
      cache.setQueryData<readonly Message[]>(keys.messages(number), (old) => old?.map((one) => (one.id === now.id ? now : one))),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.messages(number) }),
  });
  const ticket = cache.getQueryData<Ticket>(keys.ticket(number));
  if (!DID_NOT_ARRIVE.includes(delivery.state)) return null;
  return (
    <p className={classes.delivery}>
      <button
        type="button"
        className={classes.undo}
        disabled={isPending}
        aria-busy={isPending && variables === "retry"}
        onClick={() => mutate("retry")}
        data-testid="retry"
      >
        {say("app.retry")}
      </button>
      {canMail(message, delivery, ticket) && (
        <>
          {" · "}
          <button type="button" className={classes.undo} disabled={isPending} onClick={() => mutate("mail")} data-testid="by-mail">
            {say("delivery.byMail")}
          </button>
        </>
      )}
      {error !== null && (
        <span role="alert" data-bad="true">
          {" "}
          {explain(error, say)}
        </span>
      )}
    </p>
  );
}

/** An agent's words in Telegram, once, where an address is known. */
export function canMail(message: Message, delivery: Delivery, ticket: Pick<Ticket, "has_email" | "reply_to"> | undefined): boolean {
  const known = ticket !== undefined && (ticket.has_email || ticket.reply_to != null);
  return known && message.channel.kind === "telegram" && message.author.kind === "agent" && delivery.mailed == null;
}
