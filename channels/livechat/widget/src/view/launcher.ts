// The round button that opens and closes the panel, with the number of unread messages.

import { fill, type Words } from "../words";
import { h, mark, on, say } from "./dom";
import { icon } from "./icons";

export class Launcher {
  readonly node = h("button", { type: "button", class: "launch", "data-testid": "launcher" });
  private readonly badge = h("span", { class: "badge", "aria-hidden": "true" });
  private readonly news = h("p", { class: "quiet", role: "status" });
  readonly nodes: readonly HTMLElement[] = [this.node, this.news];
  private open: boolean | null = null;

  constructor(toggle: () => void) {
    on(this.node, "click", toggle);
  }

  update(open: boolean, unread: number, words: Words): void {
    if (this.open !== open) this.node.replaceChildren(icon(open ? "close" : "chat"), this.badge);
    this.open = open;
    const label = unread > 0 && !open ? fill(words.openUnread, { n: unread }) : open ? words.close : words.open;
    mark(this.node, "aria-label", label);
    mark(this.node, "aria-expanded", String(open));
    say(this.news, unread > 0 && !open ? label : "");
    say(this.badge, unread > 99 ? "99+" : String(unread));
    this.badge.hidden = open || unread === 0;
  }
}
