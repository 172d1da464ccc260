/** Says that the citizen types; the line keeps its place, so that nothing jumps. */

import type { ReactNode } from "react";
import type { Ticket } from "../api/types";
import { useTypes } from "../live/typists";
import { useWords } from "../words/Words";
import classes from "./Transcript.module.css";

export function TypingLine({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const { say } = useWords();
  const types = useTypes(ticket.number);
  const chats = ticket.channels.some((channel) => channel.kind === "livechat");
  if (!chats) return null;
  return (
    <p className={classes.typing} data-testid="typing">
      {types ? say("ticket.typing", { name: ticket.contact.name || say("ticket.anonymous") }) : ""}
    </p>
  );
}
