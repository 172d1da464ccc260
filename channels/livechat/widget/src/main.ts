// widget.js: registers <tanya-chat>, and puts one on the page unless the page has its own; window.Tanya is that element.

import { NAME, TanyaChat } from "./element";

const script = document.currentScript as HTMLScriptElement | null;
TanyaChat.home = script?.src ? new URL(script.src).origin : null;

let fetching = false;

/** Once there is a chat, what it can do beside words; after a failure the next connection tries again. */
TanyaChat.fetchMore = (base) => {
  if (fetching) return;
  fetching = true;
  const more = document.createElement("script");
  more.src = new URL("widget-more.js", script?.src || `${base}/`).href;
  more.onerror = () => {
    more.remove();
    fetching = false;
  };
  document.head.append(more);
};

if (!customElements.get(NAME)) customElements.define(NAME, TanyaChat);

function appear(): void {
  if (!document.querySelector(NAME)) document.body.append(document.createElement(NAME));
  const chat = document.querySelector<TanyaChat>(NAME) as TanyaChat;
  const { attributes, ready } = window.TanyaSettings ?? {};
  if (attributes) chat.setAttributes(attributes);
  window.Tanya = chat;
  ready?.(chat);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", appear, { once: true });
else appear();
