/** Where plain text is written: for a chat, a note, and until the box for rich text is there. */

import { Textarea } from "@mantine/core";
import { useImperativeHandle, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from "react";
import { MENTION_LIST, useMentions } from "../together/useMentions";
import { sends, type BoxProps } from "./box";
import { pastedFiles } from "./useDropped";
import { COMPOSER } from "./useUndo";
import { place, placeApart, type Placed } from "./writing/slash";
import { listAria, SlashMenu } from "./writing/SlashMenu";
import { useSlash } from "./writing/useSlash";
import writing from "./writing/Writing.module.css";

export function PlainBox({ number, written, label, hint, note, locked, write, send, attach, box }: BoxProps): ReactNode {
  const { text } = written;
  const [caret, setCaret] = useState(0);
  const put = (placed: Placed): void => {
    write({ text: placed.text, html: null });
    setCaret(placed.to);
    select(placed.from, placed.to);
  };
  const slash = useSlash({ number, text, caret, put: (from, to, words) => put(place(text, from, to, words)) });
  const mentions = useMentions({ on: note, text, caret, write: put });
  useImperativeHandle(box, () => ({ putApart: (sentence) => put(placeApart(text, Math.min(caret, text.length), sentence)) }));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (mentions.onKeyDown(event) || slash.onKeyDown(event.nativeEvent)) return;
    if (!sends(event.nativeEvent)) return;
    event.preventDefault();
    send(event.shiftKey);
  };
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = pastedFiles(event.clipboardData);
    if (pasted.length === 0) return;
    event.preventDefault();
    attach(pasted);
  };
  return (
    <div className={writing.box}>
      <SlashMenu slash={slash} />
      {mentions.list}
      <Textarea
        id={COMPOSER}
        data-testid="composer"
        aria-label={label}
        placeholder={hint}
        autosize
        minRows={2}
        maxRows={10}
        value={text}
        readOnly={locked}
        {...listAria(slash)}
        {...(mentions.open ? { "aria-controls": MENTION_LIST, "aria-activedescendant": mentions.option } : {})}
        onChange={(event) => {
          setCaret(event.currentTarget.selectionStart);
          write({ text: event.currentTarget.value, html: null });
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onBlur={slash.leave}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
    </div>
  );
}

/** Selects in the composer, once the words are there. */
function select(from: number, to: number): void {
  requestAnimationFrame(() => {
    const box = document.getElementById(COMPOSER);
    if (!(box instanceof HTMLTextAreaElement)) return;
    box.focus();
    box.setSelectionRange(from, to);
  });
}
