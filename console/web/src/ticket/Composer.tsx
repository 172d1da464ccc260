/** Where an agent writes: a reply to the citizen, or a note for colleagues. */

import { Alert, Button, Textarea } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import type { Ticket } from "../api/types";
import { Icon } from "../shell/Icon";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";
import { canSend } from "./draft";
import { isOpen } from "./allowed";
import classes from "./Ticket.module.css";
import { useDraft } from "./useDraft";
import { useSend } from "./useSend";

export function Composer({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const { say } = useWords();
  const [draft, change] = useDraft(ticket.number);
  const send = useSend(ticket.number);
  const note = draft.private;
  const name = ticket.contact.name || say("ticket.anonymous");
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={classes.composer} data-note={note}>
      {draft.error !== null && (
        <Alert color="red" role="alert" p="xs" title={say("composer.failed")}>
          {explain(draft.error, say)}
        </Alert>
      )}
      {!note && !isOpen(ticket) && <p className={classes.hint}>{say("composer.closed")}</p>}
      <Textarea
        data-testid="composer"
        aria-label={note ? say("composer.note") : say("composer.reply", { name })}
        placeholder={say(note ? "composer.noteHint" : "composer.replyHint")}
        autosize
        minRows={2}
        maxRows={10}
        value={draft.text}
        readOnly={draft.sending}
        onChange={(event) => change(ticket.number, { kind: "write", text: event.currentTarget.value })}
        onKeyDown={onKeyDown}
      />
      <div className={classes.sendLine}>
        <NoteSwitch on={note} turn={(to) => change(ticket.number, { kind: "note", private: to })} />
        <span className={classes.shortcut}>{say("composer.shortcut")}</span>
        <Button
          data-testid="send"
          color={note ? "yellow" : "blue"}
          loading={draft.sending}
          disabled={!canSend(draft) && !draft.sending}
          onClick={send}
        >
          {say(note ? "composer.sendNote" : "composer.sendReply")}
        </Button>
      </div>
    </div>
  );
}

interface SwitchProps {
  readonly on: boolean;
  readonly turn: (on: boolean) => void;
}

/** A button with a switch's role: the whole of it can be pressed. */
function NoteSwitch({ on, turn }: SwitchProps): ReactNode {
  const { say } = useWords();
  return (
    <button type="button" role="switch" aria-checked={on} className={classes.noteSwitch} data-testid="note-switch" onClick={() => turn(!on)}>
      <span className={classes.track} aria-hidden="true" />
      <Icon name="lock" size={14} />
      {say("composer.note")}
    </button>
  );
}
