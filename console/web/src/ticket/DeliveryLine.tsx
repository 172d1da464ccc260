/** How far an outgoing message got, in words. */

import type { ReactNode } from "react";
import type { Delivery } from "../api/types";
import { clock } from "../words/time";
import { useWords } from "../words/Words";
import classes from "./Transcript.module.css";

export function DeliveryLine({ delivery }: { readonly delivery: Delivery }): ReactNode {
  const { say } = useWords();
  const bad = ["bounced", "blocked", "failed"].includes(delivery.state);
  const parts = [say(`delivery.${delivery.state}`)];
  if (delivery.reason !== null && delivery.reason !== "") parts.push(delivery.reason);
  if (delivery.next_try !== null) parts.push(say("delivery.nextTry", { time: clock(new Date(delivery.next_try)) }));
  return (
    <p className={classes.delivery} data-testid="delivery" data-state={delivery.state} data-bad={bad}>
      {parts.join(" · ")}
    </p>
  );
}
