// The bottom of the panel: the way to a person, the text, and what is wrong with it.

import type { Conversation } from "../conversation";
import { fill, type Words } from "../words";
import { h, mark, on, say } from "./dom";
import { icon } from "./icons";

/** What the server takes in one message; also well below the socket's 64 kB, whatever the script. */
export const MAX_CHARS = 8_000;

export interface Intentions {
  say(text: string): void;
  typing(): void;
}

export class Composer {
  readonly node = h("div", { class: "foot" });
  private readonly note = h("p", { class: "note", role: "status", "data-testid": "notice" });
  private readonly talkText = h("span");
  private readonly talk = h("button", { type: "button", class: "talk", "data-testid": "talk-to-person" });
  private readonly label = h("label", { class: "quiet", for: "tanya-input" });
  private readonly input = h("textarea", {
    id: "tanya-input",
    rows: "1",
    enterkeyhint: "send",
    autocomplete: "off",
    "data-testid": "input",
  });
  private readonly send = h("button", { type: "submit", class: "send", "data-testid": "send" }, icon("send"));
  private readonly intentions: Intentions;
  private words: Words;
  private tooLong = false;

  constructor(intentions: Intentions, words: Words) {
    this.intentions = intentions;
    this.words = words;
    this.note.hidden = true;
    this.talk.append(icon("person"), this.talkText);
    const form = h("form", { novalidate: "" }, this.label, this.input, this.send);
    this.node.append(this.note, this.talk, form);
    on(this.talk, "click", () => intentions.say(this.words.talkText));
    on(form, "submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    on(this.input, "keydown", (event) => this.key(event as KeyboardEvent));
    on(this.input, "input", () => this.typed());
  }

  focus(): void {
    this.input.focus({ preventScroll: true });
  }

  update(state: Conversation, words: Words): void {
    this.words = words;
    say(this.talkText, words.talk);
    // Whoever has a person already needs no button to one.
    this.talk.hidden = state.handling.handler === "agent";
    say(this.label, words.input);
    mark(this.input, "placeholder", words.placeholder);
    mark(this.send, "aria-label", words.send);
    const trouble = state.notice ? state.notice.detail || words.trouble : "";
    const text = this.tooLong ? fill(words.tooLong, { n: this.input.value.length, max: MAX_CHARS }) : trouble;
    say(this.note, text);
    this.note.hidden = text === "";
  }

  private submit(): void {
    const text = this.input.value.trim();
    this.tooLong = text.length > MAX_CHARS;
    if (text && !this.tooLong) {
      this.input.value = "";
      this.intentions.say(text);
    } else if (this.tooLong) {
      this.note.hidden = false;
      say(this.note, fill(this.words.tooLong, { n: text.length, max: MAX_CHARS }));
    }
    this.grow();
    this.focus();
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  private typed(): void {
    if (this.tooLong && this.input.value.length <= MAX_CHARS) {
      this.tooLong = false;
      this.note.hidden = true;
    }
    this.grow();
    if (this.input.value.trim()) this.intentions.typing();
  }

  private grow(): void {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }
}
