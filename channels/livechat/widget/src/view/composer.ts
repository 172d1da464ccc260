// The bottom of the panel: the way to a person, the text, and what is wrong with it.

import type { Client } from "../client";
import type { Extras } from "../extras";
import { reason } from "../reasons";
import { fill, type Words } from "../words";
import { h, mark, on, say } from "./dom";
import { icon } from "./icons";

/** What the server takes in one message; also well below the socket's 64 kB, whatever the script. */
export const MAX_CHARS = 8_000;

export class Composer {
  readonly node = h("div", { class: "foot" });
  private readonly note = h("p", { class: "note", role: "status", "data-testid": "notice" });
  private readonly talkText = h("span");
  private readonly talk = h("button", { type: "button", class: "talk", "data-testid": "talk-to-person" });
  private readonly tools = h("div", { class: "tools" });
  private readonly form = h("form", { novalidate: "" });
  private readonly label = h("label", { class: "quiet", for: "tanya-input" });
  private readonly input = h("textarea", {
    id: "tanya-input",
    rows: "1",
    enterkeyhint: "send",
    autocomplete: "off",
    "data-testid": "input",
  });
  private readonly send = h("button", { type: "submit", class: "send", "data-testid": "send" }, icon("send"));
  private readonly client: Client;
  private extras: Extras | null = null;
  private words: Words;
  private fault = "";

  constructor(client: Client, words: Words) {
    this.client = client;
    this.words = words;
    this.note.hidden = true;
    this.talk.append(icon("person"), this.talkText);
    this.tools.append(this.talk);
    this.form.append(this.label, this.input, this.send);
    this.node.append(this.note, this.tools, this.form);
    on(this.talk, "click", () => client.say(this.words.talkText));
    on(this.form, "submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    on(this.input, "keydown", (event) => this.key(event as KeyboardEvent));
    on(this.input, "input", () => this.typed());
    on(this.input, "paste", (event) => {
      const files = [...((event as ClipboardEvent).clipboardData?.files ?? [])];
      if (this.extras?.give(files)) event.preventDefault();
    });
  }

  extend(extras: Extras): void {
    this.extras = extras;
    this.tools.append(extras.tools);
    this.form.before(extras.tray);
  }

  focus(): void {
    this.input.focus({ preventScroll: true });
  }

  update(words: Words): void {
    this.words = words;
    // Whoever has a person already needs no button to one; whoever waits may prefer a letter.
    this.talk.hidden = this.client.state.handling.handler === "agent" || Boolean(this.extras?.offering);
    // Without a button of words the tools stand beside the input.
    this.node.classList.toggle("slim", this.talk.hidden && !this.extras?.offering);
    say(this.talkText, words.talk);
    say(this.label, words.input);
    mark(this.input, "placeholder", words.placeholder);
    mark(this.send, "aria-label", words.send);
    if (this.fault) this.fault = this.wrong();
    this.complain();
  }

  private complain(): void {
    const { notice } = this.client.state;
    const text = this.fault || this.extras?.remark || (notice ? reason(notice, this.words) : "");
    say(this.note, text);
    this.note.hidden = !text;
  }

  private submit(): void {
    const text = this.input.value.trim();
    this.fault = this.wrong();
    if (!this.fault) {
      const keys = this.extras?.take() ?? [];
      if (text || keys.length > 0) this.client.say(text, keys);
      this.input.value = "";
    }
    this.complain();
    this.grow();
    this.focus();
  }

  /** Why what is there cannot be sent as it is. */
  private wrong(): string {
    const n = this.input.value.trim().length;
    if (n > MAX_CHARS) return fill(this.words.tooLong, { n, max: MAX_CHARS });
    return this.extras?.fault ?? "";
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  private typed(): void {
    if (this.fault) this.fault = this.wrong();
    this.complain();
    this.grow();
    if (this.input.value.trim()) this.client.typing();
  }

  private grow(): void {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }
}
