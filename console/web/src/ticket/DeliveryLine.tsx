/** How far an outgoing message got, in words; while it is held, a way to take it back. */

import type { ReactNode } from "react";
import type { Delivery, Message } from "../api/types";
import { explain } from "../words/problem";
import { clock } from "../words/time";
import { useWords, type Say } from "../words/Words";
import { Resend } from "./Resend";
import classes from "./Transcript.module.css";
import { useCountdown } from "./useCountdown";
import { useUndo } from "./useUndo";

const BAD: readonly string[] = ["bounced", "blocked", "failed"];

interface Props {
  readonly number: string;
  readonly message: Message;
  readonly delivery: Delivery;
}

export function DeliveryLine({ number, message, delivery }: Props): ReactNode {
  const { say } = useWords();
  const left = useCountdown(delivery.undo_until, message.at);
  const { undo, busy, error } = useUndo(number, message);
  const bad = [delivery.state, delivery.mailed].some((state) => state != null && BAD.includes(state));
  return (
    <>
      {left === null ? (
        <p className={classes.delivery} title={delivery.reason ?? ""} data-testid="delivery" data-state={delivery.state} data-bad={bad}>
          {stateOf(delivery, say)}
        </p>
      ) : (
        <p className={classes.delivery} data-testid="held">
          <span role="timer">{say("delivery.held", { s: left })}</span>
          {" · "}
          <button type="button" className={classes.undo} disabled={busy} onClick={undo} data-testid="undo">
            {say("delivery.undo")}
          </button>
        </p>
      )}
      <Resend number={number} message={message} delivery={delivery} />
      {error !== null && (
        <p className={classes.delivery} data-bad="true" role="alert">
          {explain(error, say)}
        </p>
      )}
    </>
  );
}

/** What the provider said is in the line where somebody can act on it, else where one points at it. */
function whyOf({ cause, reason }: Delivery, say: Say): string {
  const said = reason ?? "";
  if (cause == null) return said;
  const words = say(`cause.${cause}`);
  return (cause === "refused" || cause === "setup") && said !== "" ? `${words}: ${said}` : words;
}

function stateOf(delivery: Delivery, say: Say): string {
  const parts = [say(`delivery.${delivery.state}`)];
  const why = whyOf(delivery, say);
  if (why !== "") parts.push(why);
  if (delivery.next_try !== null) parts.push(say("delivery.nextTry", { time: clock(new Date(delivery.next_try)) }));
  if (delivery.mailed != null) parts.push(say("delivery.mailed", { state: say(`delivery.${delivery.mailed}`) }));
  return parts.join(" · ");
}
