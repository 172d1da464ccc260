/** The forms of rich text, in one row; one stop of Tab, the arrows walk in it. */

import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { useState, type KeyboardEvent, type ReactNode } from "react";
import { Icon, type IconName } from "../../shell/Icon";
import type { Key } from "../../words/id";
import { useWords } from "../../words/Words";
import classes from "./Rich.module.css";

interface Tool {
  readonly icon: IconName;
  readonly words: Key & `rich.${string}`;
  readonly keys: string;
  /** As `aria-keyshortcuts` names them. */
  readonly aria: string;
  readonly press: (editor: Editor) => void;
  /** Whether what is selected has this form; without it nothing stays pressed. */
  readonly on?: (editor: Editor) => boolean;
  readonly can?: (editor: Editor) => boolean;
}

const TOOLS: readonly Tool[] = [
  {
    icon: "bold",
    words: "rich.bold",
    keys: "Ctrl+B",
    aria: "Control+B",
    press: (editor) => editor.chain().focus().toggleBold().run(),
    on: (editor) => editor.isActive("bold"),
  },
  {
    icon: "italic",
    words: "rich.italic",
    keys: "Ctrl+I",
    aria: "Control+I",
    press: (editor) => editor.chain().focus().toggleItalic().run(),
    on: (editor) => editor.isActive("italic"),
  },
  {
    icon: "bullets",
    words: "rich.bullets",
    keys: "Ctrl+Shift+8",
    aria: "Control+Shift+8",
    press: (editor) => editor.chain().focus().toggleBulletList().run(),
    on: (editor) => editor.isActive("bulletList"),
  },
  {
    icon: "numbers",
    words: "rich.numbers",
    keys: "Ctrl+Shift+7",
    aria: "Control+Shift+7",
    press: (editor) => editor.chain().focus().toggleOrderedList().run(),
    on: (editor) => editor.isActive("orderedList"),
  },
  {
    icon: "quote",
    words: "rich.quote",
    keys: "Ctrl+Shift+B",
    aria: "Control+Shift+B",
    press: (editor) => editor.chain().focus().toggleBlockquote().run(),
    on: (editor) => editor.isActive("blockquote"),
  },
];
const HISTORY: readonly Tool[] = [
  {
    icon: "undo",
    words: "rich.undo",
    keys: "Ctrl+Z",
    aria: "Control+Z",
    press: (editor) => editor.chain().focus().undo().run(),
    can: (editor) => editor.can().undo(),
  },
  {
    icon: "redo",
    words: "rich.redo",
    keys: "Ctrl+Y",
    aria: "Control+Y",
    press: (editor) => editor.chain().focus().redo().run(),
    can: (editor) => editor.can().redo(),
  },
];

interface Props {
  readonly editor: Editor;
  /** The id of the field it is for. */
  readonly field: string;
  readonly linking: boolean;
  readonly link: () => void;
}

export function Toolbar({ editor, field, linking, link }: Props): ReactNode {
  const { say } = useWords();
  const [stop, setStop] = useState(0);
  const all = [...TOOLS, linkTool(link), ...HISTORY];
  const states = useEditorState({
    editor,
    selector: ({ editor: now }) =>
      [...TOOLS, linkTool(link), ...HISTORY].map((tool) => `${String(tool.on?.(now))} ${String(tool.can?.(now) ?? true)}`).join(),
  }).split(",");
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const to = { ArrowRight: stop + 1, ArrowLeft: stop + all.length - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setStop(to % all.length);
    event.currentTarget.querySelectorAll("button")[to % all.length]?.focus();
  };
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={say("rich.toolbar")} aria-controls={field} onKeyDown={onKeyDown} data-testid="rich-toolbar">
      {all.map((tool, at) => {
        const [on, can] = (states[at] ?? "").split(" ");
        const opens = tool.words === "rich.link";
        return (
          <button
            key={tool.words}
            type="button"
            className={classes.tool}
            title={`${say(tool.words)} (${tool.keys})`}
            aria-label={say(tool.words)}
            aria-keyshortcuts={tool.aria}
            aria-pressed={tool.on === undefined ? undefined : on === "true"}
            aria-expanded={opens ? linking : undefined}
            // Stays in the row, so that the place of who walks it is not lost.
            aria-disabled={can === "false"}
            tabIndex={at === stop ? 0 : -1}
            data-testid={tool.words.replace(".", "-")}
            // The field keeps the caret.
            onMouseDown={(event) => event.preventDefault()}
            onFocus={() => setStop(at)}
            onClick={() => {
              if (can !== "false") tool.press(editor);
            }}
          >
            <Icon name={tool.icon} size={17} />
          </button>
        );
      })}
    </div>
  );
}

function linkTool(link: () => void): Tool {
  return {
    icon: "link",
    words: "rich.link",
    keys: "Ctrl+Shift+K",
    aria: "Control+Shift+K",
    press: link,
    on: (editor) => editor.isActive("link"),
  };
}
