// Files on the screen: images small and, when tapped, large; others as downloads. Bytes come with the session in a header.

import { fetchFile } from "../http";
import type { Attachment } from "../protocol";
import { fill } from "../words";
import type { MoreWords } from "./words";
import { h, mark, on, say } from "../view/dom";
import { icon } from "../view/icons";

const SHOWN = /^image\/(png|jpeg|gif|webp)$/;

export interface Source {
  readonly base: string;
  session(): string | null;
  /** The file when this page has it. */
  local(id: string): File | undefined;
}

export function isImage(mediaType: string): boolean {
  return SHOWN.test(mediaType);
}

/** "2 MB", "340 kB". */
export function sizeOf(bytes: number | null): string {
  if (bytes === null) return "";
  return bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} kB` : `${Math.round(bytes / 104_857.6) / 10} MB`;
}

export class Gallery {
  /** The large image; a dialog keeps the focus and closes with Escape by itself. */
  readonly node = h("dialog", { class: "large", "data-testid": "large-image" });
  private readonly source: Source;
  private readonly addresses = new Map<string, Promise<string>>();
  private words: MoreWords;

  constructor(source: Source, words: MoreWords) {
    this.source = source;
    this.words = words;
    on(this.node, "click", () => this.node.close());
    on(this.node, "keydown", (event) => event.stopPropagation());
  }

  update(words: MoreWords): void {
    this.words = words;
  }

  clear(): void {
    this.addresses.forEach((address) => void address.then((url) => URL.revokeObjectURL(url)).catch(() => undefined));
    this.addresses.clear();
  }

  /** One attachment of a message. */
  show(attachment: Attachment): HTMLElement {
    const { url, name } = attachment;
    if (url && !url.startsWith("/")) return link(url, name);
    if (!this.obtainable(attachment)) return h("span", { class: "file" }, icon("file"), name);
    return isImage(attachment.mediaType) ? this.thumbnail(attachment) : this.document(attachment);
  }

  private obtainable({ id, url }: Attachment): boolean {
    return Boolean(url) || (id !== null && this.source.local(id) !== undefined);
  }

  private thumbnail(attachment: Attachment): HTMLElement {
    const { words } = this;
    const image = h("img", { alt: "" });
    const label = fill(words.enlarge, { name: attachment.name });
    const button = h("button", { type: "button", class: "thumb", "data-testid": "image", "aria-label": label }, image);
    const load = (): void => {
      this.address(attachment).then(
        (url) => mark(image, "src", url),
        () => this.missing(button, attachment),
      );
    };
    on(image, "error", () => this.missing(button, attachment));
    on(button, "click", () => this.enlarge(attachment));
    nearby(button, load);
    return button;
  }

  /** An image that cannot be shown is still a file that may be had. */
  private missing(button: HTMLElement, attachment: Attachment): void {
    button.replaceWith(this.document(attachment));
  }

  private document(attachment: Attachment): HTMLElement {
    const { name, size } = attachment;
    const note = h("span", { class: "note-small", role: "status" });
    const button = h(
      "button",
      { type: "button", class: "file", "data-testid": "file" },
      icon("file", this.words.download),
      h("span", {}, name, " ", h("small", {}, sizeOf(size))),
    );
    on(button, "click", () => {
      say(note, this.words.loading);
      this.address(attachment).then(
        (url) => {
          say(note, "");
          h("a", { href: url, download: name }).click();
        },
        () => say(note, this.words.unavailable),
      );
    });
    return h("div", {}, button, note);
  }

  /** A tap counts before the bytes are here: the image comes when they do. */
  private enlarge(attachment: Attachment): void {
    const close = h("button", { type: "button", class: "close", "aria-label": this.words.dismiss }, icon("close"));
    const note = h("p", { role: "status" }, this.words.loading);
    this.node.replaceChildren(close, note);
    mark(this.node, "aria-label", attachment.name);
    this.node.showModal();
    this.address(attachment).then(
      (url) => note.replaceWith(h("img", { src: url, alt: attachment.name })),
      () => say(note, this.words.unavailable),
    );
  }

  private address(attachment: Attachment): Promise<string> {
    const key = attachment.id ?? attachment.url ?? "";
    const known = this.addresses.get(key);
    if (known) return known;
    const found = this.bytes(attachment).then((blob) => URL.createObjectURL(blob));
    this.addresses.set(key, found);
    found.catch(() => this.addresses.delete(key));
    return found;
  }

  private async bytes({ id, url }: Attachment): Promise<Blob> {
    const mine = id ? this.source.local(id) : undefined;
    const session = this.source.session();
    if (mine) return mine;
    if (!session || !url) throw new Error("no session");
    return fetchFile(this.source.base + url, session);
  }
}

function link(url: string, name: string): HTMLElement {
  const safe = url.startsWith("https://");
  const shown = [icon("file"), name] as const;
  return safe
    ? h("a", { class: "file", href: url, target: "_blank", rel: "noopener nofollow" }, ...shown)
    : h("span", { class: "file" }, ...shown);
}

/** Calls `then` once the element comes near the screen: what nobody scrolls to costs nobody data. */
function nearby(element: Element, then: () => void): void {
  if (!("IntersectionObserver" in window)) {
    then();
    return;
  }
  const observer = new IntersectionObserver(
    (seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      observer.disconnect();
      then();
    },
    { rootMargin: "300px" },
  );
  observer.observe(element);
}
