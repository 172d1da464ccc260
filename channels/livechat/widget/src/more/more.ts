// widget-more.js: files, forms, rating and menu, for the chat that widget.js put on the page.

import type { Around, Extras } from "../extras";
import type { TanyaChat } from "../element";
import { h, say } from "../view/dom";
import { Attach } from "./attach";
import { Gallery } from "./gallery";
import { sign } from "./icons";
import { Menu } from "./menu";
import { Sheet, type Kind } from "./sheet";
import { css } from "./styles";
import { Parcel } from "./tray";
import { moreCatalogue } from "./words";

export function extras(around: Around): Extras {
  const { client, base } = around;
  const words = () => moreCatalogue[client.locale];
  const gallery = new Gallery(
    { base, session: () => client.state.session, local: (id) => client.uploads.file(id) },
    words(),
  );
  const sheet = new Sheet(client, around);
  const open = (kind: Kind): void => {
    sheet.open(kind);
    around.draw();
    sheet.focus();
  };
  const menu = new Menu({ ask: open, sound: around.sound, speak: around.speak });
  const attach = new Attach(client, words(), () => {
    around.draw();
    around.focus();
  });
  const offer = h("button", { type: "button", class: "talk", "data-testid": "contact" }, sign("mail"), h("span"));
  offer.addEventListener("click", () => open("contact"));
  const offering = (): boolean => client.state.handling.handler === "queue" && client.state.options.mail;
  return {
    css,
    button: menu.button,
    tools: h("span", { class: "extra" }, offer, ...attach.nodes),
    tray: attach.tray.node,
    nodes: [menu.list, sheet.node, gallery.node],
    get busy() {
      return sheet.busy;
    },
    get offering() {
      return offering();
    },
    update() {
      gallery.update(words());
      menu.update(client, around.sounding(), words());
      sheet.update(words(), around.words());
      attach.update(words(), around.words());
      offer.hidden = !offering();
      say(offer.lastElementChild as Element, words().contactAsk);
    },
    show: (attachment) => gallery.show(attachment),
    parcel(file) {
      const upload = client.uploads.get(file.key);
      const parcel = upload ? new Parcel(upload.file, null) : null;
      return parcel && {
        node: parcel.node,
        update: () => parcel.update(client.uploads.get(file.key), client.status === "open", words(), around.words()),
        release: () => parcel.release(),
      };
    },
    give: (files) => attach.give(files),
    get fault() {
      return attach.tray.failed ? words().fileFailed : "";
    },
    get remark() {
      return attach.objections;
    },
    take() {
      attach.objections = "";
      return attach.tray.take();
    },
  };
}

const chat = customElements.get("tanya-chat") as typeof TanyaChat | undefined;
chat?.extend(extras);
