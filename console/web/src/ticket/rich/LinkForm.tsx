/** Under the toolbar: where the selected words lead. */

import type { Editor } from "@tiptap/core";
import { TextInput } from "@mantine/core";
import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { useWords } from "../../words/Words";
import { addressOf } from "./plain";
import classes from "./Rich.module.css";

interface Props {
  readonly editor: Editor;
  readonly close: () => void;
}

export function LinkForm({ editor, close }: Props): ReactNode {
  const { say } = useWords();
  const before: unknown = editor.getAttributes("link")["href"];
  const [typed, setTyped] = useState(typeof before === "string" ? before : "");
  const [bad, setBad] = useState(false);
  const why = useId();
  const set = (): void => {
    const href = addressOf(typed);
    if (href === null) {
      setBad(true);
      return;
    }
    setLink(editor, href, typed.trim());
    close();
  };
  const remove = (): void => {
    editor.chain().focus().extendMarkRange("link").unsetLink().run();
    close();
  };
  const leave = (): void => {
    editor.commands.focus();
    close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") set();
    else leave();
  };
  return (
    <div className={classes.linkForm} role="group" aria-label={say("rich.link")}>
      <TextInput
        className={classes.address}
        size="xs"
        type="url"
        inputMode="url"
        autoFocus
        aria-label={say("rich.address")}
        placeholder={say("rich.addressHint")}
        value={typed}
        aria-invalid={bad}
        aria-describedby={bad ? why : undefined}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setBad(false);
        }}
        onKeyDown={onKeyDown}
        data-testid="link-address"
      />
      <button type="button" className={classes.word} onClick={set} data-testid="link-set">
        {say("rich.setLink")}
      </button>
      {before !== undefined && (
        <button type="button" className={classes.word} onClick={remove} data-testid="link-remove">
          {say("rich.removeLink")}
        </button>
      )}
      <button type="button" className={classes.word} onClick={leave}>
        {say("app.cancel")}
      </button>
      {bad && (
        <p id={why} className={classes.bad} role="alert">
          {say("rich.badAddress")}
        </p>
      )}
    </div>
  );
}

/** On what is selected, or on the whole link the caret is in; else the address itself is put in. */
function setLink(editor: Editor, href: string, words: string): void {
  const edit = editor.chain().focus();
  if (editor.isActive("link")) edit.extendMarkRange("link").setLink({ href }).run();
  else if (!editor.state.selection.empty) edit.setLink({ href }).run();
  else {
    edit
      .insertContent([{ type: "text", text: words, marks: [{ type: "link", attrs: { href } }] }])
      .unsetMark("link")
      .run();
  }
}
