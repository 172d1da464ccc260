/** What the system said in a row, folded into one line; and where a message was changed. */

import type { ReactNode } from "react";
import type { Message } from "../api/types";
import { SystemText } from "../fields/SystemText";
import { clock, fullTime } from "../words/time";
import { useWords } from "../words/Words";
import { authorName } from "./authorName";
import classes from "./Transcript.module.css";

export function Changes({ messages }: { readonly messages: readonly Message[] }): ReactNode {
  const { say } = useWords();
  return (
    <details className={classes.changes} data-testid="changes">
      <summary>{say("transcript.changes", { n: messages.length })}</summary>
      {messages.map((message) => (
        <p key={message.id} className={classes.system} data-testid="message" data-author="system">
          <SystemText message={message} /> <Moment at={message.at} />
        </p>
      ))}
    </details>
  );
}

/** A line that leads to the message which shows the new words. */
export function EditLine({ message, of }: { readonly message: Message; readonly of: Message }): ReactNode {
  const { say } = useWords();
  const show = (): void => document.getElementById(anchorOf(of.id))?.scrollIntoView({ block: "center" });
  return (
    <p className={classes.system} data-testid="edit-line">
      <button type="button" className={classes.undo} onClick={show}>
        {say("message.changedHere", { name: authorName(message, say) })}
      </button>{" "}
      <Moment at={message.at} />
    </p>
  );
}

/** What a message said before, oldest first. */
export function Wordings({ wordings }: { readonly wordings: readonly Message[] }): ReactNode {
  const { say } = useWords();
  return (
    <details className={classes.quoted} data-testid="wordings">
      <summary>{say("message.wordings", { n: wordings.length })}</summary>
      <ol className={classes.wordings}>
        {wordings.map((one) => (
          <li key={one.id}>
            <Moment at={one.at} /> <span className={classes.text}>{one.text}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** The place of a message on the page. */
export function anchorOf(message: string): string {
  return `message-${message}`;
}

export function Moment({ at }: { readonly at: string }): ReactNode {
  const { language } = useWords();
  const date = new Date(at);
  return (
    <time className={classes.at} dateTime={at} title={fullTime(date, language)}>
      {clock(date)}
    </time>
  );
}
