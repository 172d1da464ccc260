// The ways to give a file: a button, the camera, a drop, the clipboard. What cannot be sent is said before anything is.

import type { Client } from "../client";
import { h, mark, on } from "../view/dom";
import { sign } from "./icons";
import { fill, type Words } from "../words";
import { kinds, megabytes, MOST, objection } from "./picking";
import { Tray } from "./tray";
import type { MoreWords } from "./words";

export class Attach {
  readonly tray: Tray;
  private readonly picker = h("input", { type: "file", multiple: "", hidden: "", "data-testid": "file-input" });
  private readonly shutter = h("input", { type: "file", accept: "image/*", capture: "environment", hidden: "" });
  private readonly button = h("button", { type: "button", class: "tool", "data-testid": "attach" }, sign("attach"));
  private readonly camera = h("button", { type: "button", class: "tool camera", "data-testid": "camera" }, sign("camera"));
  readonly nodes = [this.camera, this.button, this.picker, this.shutter] as const;
  /** What was wrong with the files last given. */
  objections = "";
  private readonly client: Client;
  private readonly given: () => void;
  private words: MoreWords;
  private count = 0;

  constructor(client: Client, words: MoreWords, given: () => void) {
    this.client = client;
    this.words = words;
    this.given = given;
    this.tray = new Tray(client.uploads, () => {
      this.objections = "";
      given();
    });
    on(this.button, "click", () => this.picker.click());
    on(this.camera, "click", () => this.shutter.click());
    for (const chosen of [this.picker, this.shutter]) {
      on(chosen, "change", () => {
        this.give([...(chosen.files ?? [])]);
        chosen.value = "";
      });
    }
  }

  /** Takes what may be sent and says what may not. */
  give(files: readonly File[]): boolean {
    const limits = this.client.state.options.upload;
    if (!limits || files.length === 0) return false;
    const faults = files.map((file) => objection(file, limits, this.words)).filter(Boolean);
    const good = files.filter((file) => !objection(file, limits, this.words));
    const room = MOST - this.tray.keys.length;
    if (good.length > room) faults.push(fill(this.words.fileMany, { n: MOST }));
    for (const file of good.slice(0, room)) this.tray.add(`file-${Date.now()}-${(this.count += 1)}`, file);
    this.objections = faults.join(" ");
    this.given();
    return true;
  }

  update(words: MoreWords, main: Words): void {
    this.words = words;
    const { upload } = this.client.state.options;
    this.button.hidden = this.camera.hidden = !upload;
    this.tray.update(this.client.status === "open", words, main);
    if (!upload) return;
    const label = fill(words.attach, { types: kinds(upload), max: megabytes(upload.maxBytes) });
    mark(this.button, "aria-label", label);
    mark(this.button, "title", label);
    mark(this.camera, "aria-label", words.camera);
    mark(this.picker, "accept", upload.types.join(","));
  }
}
