/** Where an agent writes: a reply to the citizen, or a note for colleagues; with files. */

import { Alert, Button, Textarea } from "@mantine/core";
import { useRef, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from "react";
import type { Ticket } from "../api/types";
import { Icon } from "../shell/Icon";
import { SoftLock } from "../together/Here";
import { useAskFirst } from "../together/useAskFirst";
import { useTyping } from "../together/useHere";
import { MENTION_LIST, useMentions } from "../together/useMentions";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";
import { isOpen } from "./allowed";
import { ChosenFiles } from "./ChosenFiles";
import { canSend } from "./draft";
import files from "./Files.module.css";
import classes from "./Ticket.module.css";
import { useAttach } from "./useAttach";
import { useDraft } from "./useDraft";
import { pastedFiles, useDropped } from "./useDropped";
import { useSend } from "./useSend";
import { useKeptDraft } from "./useKeptDraft";
import { useShowTyping } from "./useShowTyping";
import { COMPOSER } from "./useUndo";
import { Facts } from "./writing/Facts";
import { placeApart, type Placed } from "./writing/slash";
import { optionId, SLASH_LIST, SlashMenu } from "./writing/SlashMenu";
import { select, useSlash } from "./writing/useSlash";
import writing from "./writing/Writing.module.css";
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
  const [caret, setCaret] = useState(0);
  const write = (placed: Placed): void => {
    change(ticket.number, { kind: "write", text: placed.text });
    setCaret(placed.to);
    select(placed.from, placed.to);
  };
  const slash = useSlash({ number: ticket.number, text: draft.text, caret, write });
  const showTyping = useShowTyping(ticket);
  const note = draft.private;
  const name = ticket.contact.name || say("ticket.anonymous");
  const mentions = useMentions({ on: note, text: draft.text, caret, write });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (mentions.onKeyDown(event) || slash.onKeyDown(event)) return;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send(event.shiftKey);
  };
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = pastedFiles(event.clipboardData);
    if (pasted.length === 0) return;
    event.preventDefault();
    add(pasted);
  };
  return (
    <div className={classes.composer} data-note={note} data-dropping={dropping} data-part="writing">
      {draft.error !== null && (
        <Alert color="red" role="alert" p="xs" title={say("composer.failed")}>
          {explain(draft.error, say)}
        </Alert>
      )}
      <WritingLine ticket={ticket} kept={kept} />
      <Facts number={ticket.number} insert={(fact) => write(placeApart(draft.text, Math.min(caret, draft.text.length), fact))} />
      {!note && !isOpen(ticket) && <p className={classes.hint}>{say("composer.closed")}</p>}
      <SoftLock number={ticket.number} />
      {question}
      <div className={writing.box}>
        <SlashMenu slash={slash} />
        {mentions.list}
        <Textarea
          id={COMPOSER}
          data-testid="composer"
          aria-label={note ? say("composer.note") : say("composer.reply", { name })}
          placeholder={say(note ? "composer.noteHint" : "composer.replyHint")}
          autosize
          minRows={2}
          maxRows={10}
          value={draft.text}
          readOnly={draft.sending}
          aria-autocomplete="list"
          aria-controls={mentions.open ? MENTION_LIST : slash.open ? SLASH_LIST : undefined}
          aria-activedescendant={mentions.option ?? (slash.open && slash.found.length > 0 ? optionId(slash.at) : undefined)}
          onChange={(event) => {
            setCaret(event.currentTarget.selectionStart);
            const text = event.currentTarget.value;
            change(ticket.number, { kind: "write", text });
            typing.on();
            if (!note && text.trim() !== "") showTyping();
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onBlur={slash.leave}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
      </div>
      {draft.files.length > 0 && <ChosenFiles files={draft.files} locked={draft.sending} remove={remove} />}
      {draft.files.length > 0 && !note && ticket.channels.some((channel) => channel.kind === "livechat") && (
        <p className={classes.hint}>{say("composer.filesByMail")}</p>
      )}
      {dropping && <p className={classes.hint}>{say("composer.drop")}</p>}
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
        className={files.attach}
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
    <button type="button" role="switch" aria-checked={on} className={classes.noteSwitch} data-testid="note-switch" onClick={() => turn(!on)}>
      <span className={classes.track} aria-hidden="true" />
      <Icon name="lock" size={14} />
      {say("composer.note")}
    </button>
  );
}
