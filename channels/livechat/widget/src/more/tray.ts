// Files that the citizen gave and has not sent, or that are on their way: small picture, name, progress, and a way out.

import { reason } from "../reasons";
import type { Upload, Uploads } from "../uploads";
import { fill, type Words } from "../words";
import type { MoreWords } from "./words";
import { h, mark, on, say } from "../view/dom";
import { isImage, sizeOf } from "./gallery";
import { icon } from "../view/icons";

/** One file on its way; `remove` null leaves no way out. */
export class Parcel {
  readonly node = h("div", { class: "parcel", "data-testid": "upload" });
  private readonly state = h("small", { role: "status" });
  private readonly bar = h("progress", { max: "1" });
  private readonly out: HTMLButtonElement | null;
  private readonly name: string;
  private url = "";

  constructor(file: File, remove: (() => void) | null) {
    this.name = file.name;
    const picture = isImage(file.type) ? h("img", { alt: "" }) : icon("file");
    if (picture instanceof HTMLImageElement) picture.src = this.url = URL.createObjectURL(file);
    const about = h("div", {}, h("span", {}, file.name, " ", h("small", {}, sizeOf(file.size))), this.bar, this.state);
    this.out = remove ? on(h("button", { type: "button", "data-testid": "upload-remove" }, icon("close")), "click", remove) : null;
    this.node.append(picture, about, ...(this.out ? [this.out] : []));
  }

  update(upload: Upload | undefined, online: boolean, words: MoreWords, main: Words): void {
    const state = upload?.failure ? "failed" : upload?.id ? "done" : online ? "sending" : "waiting";
    mark(this.node, "data-state", state);
    this.bar.hidden = state === "done" || state === "failed";
    this.bar.value = upload?.share ?? 0;
    mark(this.bar, "aria-label", fill(words.uploading, { name: this.name }));
    say(this.state, upload?.failure ? reason(upload.failure, main) : state === "waiting" ? words.waiting : "");
    if (this.out) mark(this.out, "aria-label", fill(words.remove, { name: this.name }));
  }

  release(): void {
    if (this.url) URL.revokeObjectURL(this.url);
  }
}

export class Tray {
  readonly node = h("div", { class: "tray", role: "group", "data-testid": "tray" });
  private readonly parcels = new Map<string, Parcel>();
  private readonly uploads: Uploads;
  private readonly removed: () => void;

  constructor(uploads: Uploads, removed: () => void) {
    this.uploads = uploads;
    this.removed = removed;
    this.node.hidden = true;
  }

  get keys(): readonly string[] {
    return [...this.parcels.keys()];
  }

  get failed(): boolean {
    return this.keys.some((key) => this.uploads.get(key)?.failure);
  }

  add(key: string, file: File): void {
    const parcel = new Parcel(file, () => {
      this.uploads.cancel(key);
      this.drop(key);
      this.removed();
    });
    this.parcels.set(key, parcel);
    this.node.append(parcel.node);
    this.uploads.add(key, file);
  }

  /** They go with a message now. */
  take(): readonly string[] {
    const keys = this.keys;
    keys.forEach((key) => this.drop(key));
    return keys;
  }

  update(online: boolean, words: MoreWords, main: Words): void {
    mark(this.node, "aria-label", words.files);
    for (const [key, parcel] of this.parcels) {
      if (this.uploads.get(key)) parcel.update(this.uploads.get(key), online, words, main);
      else this.drop(key);
    }
    this.node.hidden = this.parcels.size === 0;
  }

  private drop(key: string): void {
    const parcel = this.parcels.get(key);
    this.parcels.delete(key);
    parcel?.release();
    parcel?.node.remove();
    this.node.hidden = this.parcels.size === 0;
  }
}
