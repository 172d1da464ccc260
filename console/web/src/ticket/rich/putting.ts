/** Puts words of others into rich text: canned responses, facts. */

import type { Editor } from "@tiptap/core";
import { DOMParser as Reader, Slice, type Fragment, type Node } from "@tiptap/pm/model";
import { TextSelection, type Transaction } from "@tiptap/pm/state";
import { BLANK } from "../writing/slash";
import { htmlOf } from "./plain";

/** In the place of what lies between; then the first blank is selected, else the caret is behind it. */
export function putWords(editor: Editor, from: number, to: number, words: string): void {
  const { state, view } = editor;
  const change = state.tr.replace(from, to, new Slice(paragraphsOf(editor, words), 1, 1));
  select(change, from, change.mapping.map(to));
  view.dispatch(change.scrollIntoView());
  view.focus();
}

/** As a paragraph of its own, behind the one with the caret, or in its place when that is empty. */
export function putApart(editor: Editor, words: string): void {
  const { state, view } = editor;
  const { $to } = state.selection;
  const change = state.tr;
  const block = $to.depth === 0 ? null : $to.node(1);
  const empty = block !== null && block.textContent === "";
  const at = block === null ? state.doc.content.size : empty ? $to.before(1) : $to.after(1);
  const paragraphs = paragraphsOf(editor, words);
  change.replaceWith(at, empty ? $to.after(1) : at, paragraphs);
  select(change, at, at + paragraphs.size - 1);
  view.dispatch(change.scrollIntoView());
  view.focus();
}

/** The caret behind so many letters of plain text. */
export function caretAt(doc: Node, letters: number): number {
  for (let at = 1; at < doc.content.size; at += 1) {
    if (doc.textBetween(0, at, "\n\n", "\n").length >= letters && doc.resolve(at).parent.isTextblock) return at;
  }
  return doc.content.size - 1;
}

function paragraphsOf(editor: Editor, words: string): Fragment {
  const page = new DOMParser().parseFromString(htmlOf(words.replace(/^\n+|\n+$/gu, "")), "text/html");
  return Reader.fromSchema(editor.schema).parse(page.body, { preserveWhitespace: true }).content;
}

function select(change: Transaction, from: number, to: number): void {
  let blank: number | null = null;
  change.doc.nodesBetween(from, Math.min(to, change.doc.content.size), (node, at) => {
    const found = blank === null && node.isText ? (node.text ?? "").indexOf(BLANK, Math.max(0, from - at)) : -1;
    if (found !== -1 && at + found < to) blank = at + found;
  });
  const { doc } = change;
  change.setSelection(blank === null ? TextSelection.near(doc.resolve(to), -1) : TextSelection.create(doc, blank, blank + BLANK.length));
}
