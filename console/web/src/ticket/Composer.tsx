/** Where an agent writes: a reply to the citizen, or a note for colleagues; with files. */

import { Button } from "@mantine/core";
import { useRef, type ReactNode } from "react";
import type { Ticket } from "../api/types";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import parts from "../shell/Parts.module.css";
import { SoftLock } from "../together/Here";
import { useAskFirst } from "../together/useAskFirst";
import { useTyping } from "../together/useHere";
import { useWords } from "../words/Words";
import { isOpen } from "./allowed";
import { ChosenFiles } from "./ChosenFiles";
import type { Box } from "./box";
import { canSend, type Written } from "./draft";
import files from "./Files.module.css";
import classes from "./Ticket.module.css";
import { PlainBox } from "./PlainBox";
import { useReplyIsRich } from "./replyOver";
import { useRichBox } from "./rich/useRichBox";
import { useAttach } from "./useAttach";
import { useDraft } from "./useDraft";
import { useDropped } from "./useDropped";
import { useSend } from "./useSend";
import { useKeptDraft } from "./useKeptDraft";
import { useShowTyping } from "./useShowTyping";
import { Facts } from "./writing/Facts";
import { WritingLine } from "./writing/WritingLine";

export function Composer({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const { say } = useWords();
  const [draft, change] = useDraft(ticket.number);
  const sendNow = useSend(ticket.number);
  const typing = useTyping(ticket.number);
  const { send, question } = useAskFirst({ ...draft, number: ticket.number }, (resolve) => {
    sendNow(resolve);
    typing.done();
  });
  const { add, remove } = useAttach(ticket.number);
  const dropping = useDropped(add);
  const kept = useKeptDraft(ticket.number);
  const box = useRef<Box>(null);
  const showTyping = useShowTyping(ticket);
  const note = draft.private;
  const Writes = useRichBox(useReplyIsRich(ticket) && !note) ?? PlainBox;
  const name = ticket.contact.name || say("ticket.anonymous");
  const write = ({ text, html }: Written): void => {
    change(ticket.number, { kind: "write", text, html });
    typing.on();
    if (!note && text.trim() !== "") showTyping();
  };
  return (
    <div className={classes.composer} data-note={note} data-dropping={dropping} data-part="writing">
      <ErrorAlert error={draft.error} title={say("composer.failed")} />
      <WritingLine ticket={ticket} kept={kept} />
      <Facts number={ticket.number} insert={(fact) => box.current?.putApart(fact)} />
      {!note && !isOpen(ticket) && <p className={parts.quiet}>{say("composer.closed")}</p>}
      <SoftLock number={ticket.number} />
      {question}
      <Writes
        key={ticket.number}
        number={ticket.number}
        written={draft}
        label={note ? say("composer.note") : say("composer.reply", { name })}
        hint={say(note ? "composer.noteHint" : "composer.replyHint")}
        note={note}
        locked={draft.sending}
        write={write}
        send={send}
        attach={add}
        box={box}
      />
      {draft.files.length > 0 && <ChosenFiles files={draft.files} locked={draft.sending} remove={remove} />}
      {draft.files.length > 0 && !note && ticket.channels.some((channel) => channel.kind === "livechat") && (
        <p className={parts.quiet}>{say("composer.filesByMail")}</p>
      )}
      {dropping && <p className={parts.quiet}>{say("composer.drop")}</p>}
      <div className={classes.sendLine}>
        <NoteSwitch on={note} turn={(to) => change(ticket.number, { kind: "note", private: to })} />
        <AttachButton locked={draft.sending} add={add} />
        <span className={classes.shortcut}>{say("composer.shortcut")}</span>
        <span className={classes.sendButtons}>
          {!note && isOpen(ticket) && (
            <Button data-testid="send-resolve" variant="default" disabled={!canSend(draft)} onClick={() => send(true)} title="Ctrl+Shift+Enter">
              {say("composer.sendResolve")}
            </Button>
          )}
          <Button
            data-testid="send"
            color={note ? "yellow" : "blue"}
            loading={draft.sending}
            disabled={!canSend(draft) && !draft.sending}
            onClick={() => send(false)}
          >
            {say(note ? "composer.sendNote" : "composer.sendReply")}
          </Button>
        </span>
      </div>
    </div>
  );
}

interface AttachProps {
  readonly locked: boolean;
  readonly add: (files: readonly File[]) => void;
}

function AttachButton({ locked, add }: AttachProps): ReactNode {
  const { say } = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className={`${parts.flat} ${files.attach}`}
        aria-label={say("composer.attach")}
        disabled={locked}
        onClick={() => input.current?.click()}
        data-testid="attach"
      >
        <Icon name="clip" />
        <span className={files.attachWord}>{say("composer.attach")}</span>
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="attach-input"
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = ""; // The same file may be chosen again.
        }}
      />
    </>
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
    <button type="button" role="switch" aria-checked={on} className={`${parts.flat} ${classes.noteSwitch}`} data-testid="note-switch" onClick={() => turn(!on)}>
      <span className={classes.track} aria-hidden="true" />
      <Icon name="lock" size={14} />
      {say("composer.note")}
    </button>
  );
}
