// widget.js: registers <tanya-chat>, and puts one on the page unless the page has its own.

import { TanyaChat } from "./element";

const NAME = "tanya-chat";

const script = document.currentScript as HTMLScriptElement | null;
TanyaChat.home = script?.src ? new URL(script.src).origin : null;

if (!customElements.get(NAME)) customElements.define(NAME, TanyaChat);

function appear(): void {
  if (!document.querySelector(NAME)) document.body.append(document.createElement(NAME));
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", appear, { once: true });
else appear();
