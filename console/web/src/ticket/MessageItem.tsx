/** One message: who, what, when, and how far it got. */

import type { ReactNode } from "react";
import type { Message } from "../api/types";
import { SystemText } from "../fields/SystemText";
import { Icon } from "../shell/Icon";
import { useWords } from "../words/Words";
import { Attachments } from "./Attachments";
import { authorName } from "./authorName";
import { anchorOf, Moment, Wordings } from "./Changes";
import { DeliveryLine } from "./DeliveryLine";
import { Formatted } from "./Formatted";
import { RichText } from "./rich/RichText";
import { SplitButton } from "./SplitButton";
import classes from "./Transcript.module.css";

interface Props {
  /** The ticket's. */
  readonly number: string;
  readonly message: Message;
  readonly showChannel: boolean;
  /** What it said before, oldest first. */
  readonly wordings?: readonly Message[];
  /** A ticket of its own can be made from here on. */
  readonly canSplit?: boolean;
}

export function MessageItem({ number, message, showChannel, wordings = [], canSplit = false }: Props): ReactNode {
  const { say } = useWords();
  const { kind } = message.author;
  if (kind === "system") {
    return (
      <p className={classes.system} data-testid="message" data-author="system">
        <SystemText message={message} /> <Moment at={message.at} />
      </p>
    );
  }
  const name = authorName(message, say);
  const role = say(`author.${kind}`);
  const withdrawn = message.delivery?.state === "withdrawn";
  return (
    <article
      id={anchorOf(message.id)}
      className={classes.message}
      data-testid="message"
      data-author={kind}
      data-private={message.private}
      data-withdrawn={withdrawn}
    >
      <header className={classes.by}>
        {message.private && (
          <span className={classes.noteMark}>
            <Icon name="lock" size={13} />
            {say(message.whisper == null ? "message.note" : "whisper.mark")}
          </span>
        )}
        {withdrawn && (
          <span className={classes.noteMark}>
            <Icon name="undo" size={13} />
            {say("message.withdrawn")}
          </span>
        )}
        {kind === "bot" && <Icon name="bot" size={15} />}
        <strong>{name}</strong>
        {name !== role && <span>{role}</span>}
        {showChannel && !message.private && <span>{say("message.via", { channel: say(`channel.${message.channel.kind}`) })}</span>}
        {message.suggested != null && (
          <span data-testid="suggested" data-how={message.suggested}>
            {say(`message.suggested.${message.suggested}`)}
          </span>
        )}
        {wordings.length > 0 && <span data-testid="edited">{say("message.changed")}</span>}
        {message.edited && (
          <span data-testid="edited">
            {message.edits === null ? say("message.edited") : say("message.edits", { seq: String(message.edits) })}
          </span>
        )}
        {message.third_party && <span className={classes.doubt}>{say("message.thirdParty")}</span>}
        {message.trust !== null && (
          <span className={message.trust === "failed" ? classes.doubt : undefined} data-testid="trust" data-trust={message.trust}>
            {say(`trust.${message.trust}`)}
          </span>
        )}
        <Moment at={message.at} />
      </header>
      {message.rich != null ? <RichText html={message.rich} /> : message.text !== "" && <p className={classes.text}>{message.text}</p>}
      {wordings.length > 0 && <Wordings wordings={wordings} />}
      {message.html !== null && <Formatted page={message.html} message={message} />}
      {message.original !== null && (
        <a className={classes.original} href={message.original} download data-testid="original">
          {say("message.original")}
        </a>
      )}
      {message.quoted !== "" && (
        <details className={classes.quoted} data-testid="quoted">
          <summary>{say("message.quoted")}</summary>
          <p className={classes.text}>{message.quoted}</p>
        </details>
      )}
      {message.choices.length > 0 && (
        <ul className={classes.choices} aria-label={say("message.choices")}>
          {message.choices.map((choice) => (
            <li key={choice.id}>{choice.label}</li>
          ))}
        </ul>
      )}
      {message.attachments.length > 0 && <Attachments attachments={message.attachments} />}
      {message.delivery !== null && <DeliveryLine number={number} message={message} delivery={message.delivery} />}
      {canSplit && <SplitButton number={number} message={message} />}
    </article>
  );
}
