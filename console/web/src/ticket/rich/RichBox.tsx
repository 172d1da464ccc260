/** Where rich text is written: for a reply over a channel that shows it. Loaded when it is first needed. */

import { EditorContent, useEditor, useEditorState } from "@tiptap/react";
import type { Editor } from "@tiptap/core";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { sends, type BoxProps } from "../box";
import type { Written } from "../draft";
import { pastedFiles } from "../useDropped";
import { COMPOSER } from "../useUndo";
import { listAria, SlashMenu } from "../writing/SlashMenu";
import { useSlash } from "../writing/useSlash";
import writing from "../writing/Writing.module.css";
import { forms, FROM_OUTSIDE } from "./forms";
import { LinkForm } from "./LinkForm";
import { htmlOf, textOf } from "./plain";
import { caretAt, putApart, putWords } from "./putting";
import classes from "./Rich.module.css";
import { Toolbar } from "./Toolbar";

/** Blanks that were typed stay. */
const AS_TYPED = { preserveWhitespace: true } as const;

export function RichBox({ number, written, label, hint, locked, write, send, attach, box }: BoxProps): ReactNode {
  const lock = useRef(locked);
  const known = useRef<Written>(written);
  const [before] = useState(caretOfPlain);
  const [linking, setLinking] = useState(false);
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (slash.onKeyDown(event)) return true;
    if (sends(event)) {
      event.preventDefault();
      send(event.shiftKey);
      return true;
    }
    if (event.key.toLowerCase() !== "k" || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return false;
    event.preventDefault();
    event.stopPropagation();
    setLinking(true);
    return true;
  };
  const editor = useEditor({
    extensions: useState(() => forms(() => lock.current))[0],
    content: htmlFor(written),
    parseOptions: AS_TYPED,
    injectCSS: false,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes: attributes(label, hint, locked),
      handleKeyDown: (_, event) => onKeyDown(event),
      handlePaste: (_, event) => {
        const pasted = event.clipboardData === null ? [] : pastedFiles(event.clipboardData);
        if (pasted.length > 0) attach(pasted);
        return pasted.length > 0;
      },
    },
    onUpdate: ({ editor: now }) => {
      known.current = writtenIn(now);
      write(known.current);
    },
    onBlur: () => slash.leave(),
  });
  // What stands before the caret in its paragraph, with a letter for each place.
  const at = useEditorState({
    editor,
    selector: ({ editor: now }) => {
      const { $from, empty } = now.state.selection;
      const text = $from.parent.isTextblock ? $from.parent.textBetween(0, $from.parent.content.size, "\n", "\n") : "";
      return { text: empty ? text : "", caret: empty ? $from.parentOffset : 0, start: $from.start(), nothing: now.isEmpty };
    },
  });
  const slash = useSlash({
    number,
    text: at.text,
    caret: at.caret,
    put: (from, to, words) => putWords(editor, at.start + from, at.start + to, words),
  });
  useImperativeHandle(box, () => ({ putApart: (sentence) => putApart(editor, sentence) }));
  useEffect(() => {
    lock.current = locked;
  }, [locked]);
  // The agent was typing in the plain box, and may be typing on: before the next key is heard.
  useLayoutEffect(() => {
    const { doc } = editor.state;
    editor.commands.setTextSelection(before === null ? doc.content.size : caretAt(doc, before));
    if (before !== null) editor.view.focus();
  }, [editor, before]);
  useEffect(() => {
    if (written.text === known.current.text && written.html === known.current.html) return;
    known.current = written;
    adopt(editor, written);
  }, [editor, written]);
  useEffect(() => {
    const { dom } = editor.view;
    for (const [name, value] of Object.entries(listAria(slash))) {
      if (value === undefined) dom.removeAttribute(name);
      else dom.setAttribute(name, String(value));
    }
  });
  return (
    <div className={writing.box}>
      <SlashMenu slash={slash} />
      <div className={classes.box}>
        <Toolbar editor={editor} field={COMPOSER} linking={linking} link={() => setLinking((shown) => !shown)} />
        {linking && <LinkForm editor={editor} close={() => setLinking(false)} />}
        <EditorContent editor={editor} className={classes.field} data-nothing={at.nothing} data-hint={hint} />
      </div>
    </div>
  );
}

function attributes(label: string, hint: string, locked: boolean): Record<string, string> {
  return {
    id: COMPOSER,
    "data-testid": "composer",
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": label,
    "aria-placeholder": hint,
    ...(locked ? { "aria-readonly": "true" } : {}),
    class: classes.editor ?? "",
  };
}

function htmlFor({ text, html }: Written): string {
  return html ?? htmlOf(text);
}

function writtenIn(editor: Editor): Written {
  if (editor.isEmpty) return { text: "", html: null };
  const html = editor.getHTML();
  return { text: textOf(html), html };
}

/** What another browser wrote, or nothing after a send: no step for undo. */
function adopt(editor: Editor, written: Written): void {
  editor
    .chain()
    .setMeta(FROM_OUTSIDE, true)
    .setMeta("addToHistory", false)
    .setContent(htmlFor(written), { emitUpdate: false, parseOptions: AS_TYPED })
    .setTextSelection(Number.MAX_SAFE_INTEGER)
    .run();
}

/** Where the caret is in the plain box that this one takes the place of; null: it has not the keyboard. */
function caretOfPlain(): number | null {
  const plain = document.activeElement;
  return plain instanceof HTMLTextAreaElement && plain.id === COMPOSER ? plain.selectionStart : null;
}
