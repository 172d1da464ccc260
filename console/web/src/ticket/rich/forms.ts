/** What rich text may be made of: the schema of the editor. What is pasted is cut down to it. */

import { Extension, type Extensions } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { UndoRedo } from "@tiptap/extensions";
import { Plugin } from "@tiptap/pm/state";
import { leadsOut } from "./plain";

/** A transaction that comes from outside the editor: another browser, a message that was sent. */
export const FROM_OUTSIDE = "fromOutside";

const Lines = HardBreak.extend({
  // Ctrl+Enter sends.
  addKeyboardShortcuts() {
    return { "Shift-Enter": () => this.editor.commands.setHardBreak() };
  },
});

// Tab leaves the field, in a list too.
const Item = ListItem.extend({
  addKeyboardShortcuts() {
    return {
      ...withoutTab(this.parent?.() ?? {}),
      "Mod-]": () => this.editor.commands.sinkListItem(this.name),
      "Mod-[": () => this.editor.commands.liftListItem(this.name),
    };
  },
});
const ListKeys = ListKeymap.extend({
  addKeyboardShortcuts() {
    return withoutTab(this.parent?.() ?? {});
  },
});

const Numbers = OrderedList.extend({
  // A list begins with 1: the server keeps nothing else.
  addAttributes() {
    return {};
  },
});

const Leads = Link.extend({
  addAttributes() {
    return { href: { default: null, parseHTML: (element) => element.getAttribute("href") } };
  },
});

function withoutTab<T>(keys: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(keys).filter(([key]) => key !== "Tab" && key !== "Shift-Tab"));
}

/** `locked`: whether it is being sent, so that nothing changes. */
export function forms(locked: () => boolean): Extensions {
  const Lock = Extension.create({
    name: "lock",
    addProseMirrorPlugins: () => [
      new Plugin({
        filterTransaction: (change) => !change.docChanged || change.getMeta(FROM_OUTSIDE) === true || !locked(),
      }),
    ],
  });
  return [
    Document,
    Paragraph,
    Text,
    Bold,
    Italic,
    Lines,
    Blockquote,
    BulletList,
    Numbers,
    Item,
    ListKeys,
    UndoRedo,
    Leads.configure({
      openOnClick: false,
      defaultProtocol: "https",
      HTMLAttributes: { target: null, rel: null, class: null },
      isAllowedUri: (url) => leadsOut(url) || !/^[a-z][a-z0-9+.-]*:/iu.test(url),
      shouldAutoLink: (url) => /^(?:https?:\/\/|mailto:)/iu.test(url) || /^[^@]+@[^@]+\.[a-z]{2,}$/iu.test(url) || /^www\./iu.test(url),
    }),
    Lock,
  ];
}
