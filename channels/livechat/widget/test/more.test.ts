// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { NAME, TanyaChat } from "../src/element";
import { extras } from "../src/more/more";
import { megabytes, objection } from "../src/more/picking";
import { moreCatalogue } from "../src/more/words";
import { FakePeer, type FakeSocket } from "./peer";

customElements.define(NAME, TanyaChat);
TanyaChat.extend(extras);

const OFFERS = {
  options: { upload: { max_bytes: 100, types: ["image/png", "application/pdf"] }, continue: ["telegram"], mail: true },
};
let peer: FakePeer;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  peer = new FakePeer();
  vi.stubGlobal("WebSocket", class {
    constructor() {
      return peer.open();
    }
  });
});
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function mount(): TanyaChat {
  const chat = document.createElement(NAME) as TanyaChat;
  chat.setAttribute("inline", "");
  document.body.append(chat);
  return chat;
}

const all = (chat: TanyaChat, id: string) => [...(chat.shadowRoot?.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`) ?? [])];
const one = (chat: TanyaChat, id: string) => all(chat, id)[0] as HTMLElement;
const draw = () => vi.advanceTimersByTime(50);

function give(socket: FakeSocket, frame: object): void {
  socket.give(frame);
  draw();
}

describe("a server that offers nothing", () => {
  it("gets no files, forms or other ways, and the menu still has sound and language", () => {
    const chat = mount();
    peer.welcome();
    draw();
    expect([one(chat, "attach").hidden, one(chat, "contact").hidden, one(chat, "sheet").hidden]).toEqual([true, true, true]);
    const items = [...one(chat, "menu-list").children].map((item) => (item as HTMLElement).dataset["testid"]);
    expect(items).toEqual(["menu-sound", "menu-locale"]);
  });
});

describe("the menu", () => {
  it("offers what the server can do, and what needs a ticket only with one", () => {
    const chat = mount();
    const socket = peer.welcome(0, "s", OFFERS);
    draw();
    expect(one(chat, "menu-telegram")).toBeUndefined();
    give(socket, { type: "state", handler: "bot", ticket: "T-1" });
    expect(all(chat, "menu-telegram")).toHaveLength(1);
    expect(all(chat, "menu-transcript")).toHaveLength(1);
  });

  it("turns the sound on and off, which is off at first", () => {
    const chat = mount();
    peer.welcome();
    draw();
    expect(one(chat, "menu-sound").getAttribute("aria-pressed")).toBe("false");
    one(chat, "menu-sound").click();
    draw();
    expect(one(chat, "menu-sound").getAttribute("aria-pressed")).toBe("true");
    one(chat, "menu-sound").click();
    draw();
    expect(one(chat, "menu-sound").getAttribute("aria-pressed")).toBe("false");
  });

  it("changes the language, also for the next page", () => {
    const chat = mount();
    peer.welcome();
    draw();
    one(chat, "menu-locale").click();
    draw();
    expect(one(chat, "talk-to-person").textContent).toBe("Talk to an officer");
    chat.remove();
    const next = mount();
    draw();
    expect(one(next, "talk-to-person").textContent).toBe("Talk to an officer");
  });
});

describe("the rating", () => {
  it("comes once at the end, and not again when it was put away", () => {
    const chat = mount();
    const socket = peer.welcome(0, "s", OFFERS);
    const ended = { type: "state", handler: "agent", ticket: "T-1", status: "resolved", may_rate: true };
    give(socket, ended);
    expect(one(chat, "sheet").dataset["kind"]).toBe("rate");
    one(chat, "sheet-close").click();
    give(socket, { ...ended, agent: "Sari" });
    expect(one(chat, "sheet").hidden).toBe(true);
    give(socket, { ...ended, status: "open", may_rate: false });
    give(socket, ended);
    expect(one(chat, "sheet").hidden).toBe(false);
  });

  it("goes when it is no longer wanted", () => {
    const chat = mount();
    const socket = peer.welcome(0, "s", OFFERS);
    give(socket, { type: "state", handler: "agent", may_rate: true });
    give(socket, { type: "state", handler: "bot", may_rate: false });
    expect(one(chat, "sheet").hidden).toBe(true);
  });
});

describe("a way to go on", () => {
  const link = (url: string): HTMLAnchorElement | undefined => {
    const chat = mount();
    const socket = peer.welcome(0, "s", OFFERS);
    give(socket, { type: "state", handler: "bot", ticket: "T-1" });
    one(chat, "menu-telegram").click();
    draw();
    const id = socket.of("continue")[0]?.["client_id"];
    give(socket, { type: "link", client_id: id, channel: "telegram", url, until: "2020-06-17T08:00:00Z" });
    return one(chat, "continue-link") as HTMLAnchorElement | undefined;
  };

  it("is a link for the citizen to tap", () => {
    expect(link("https://t.me/tanya?start=x")?.getAttribute("href")).toBe("https://t.me/tanya?start=x");
  });

  it("is never a script", () => {
    expect(link("javascript:alert(1)")).toBeUndefined();
  });
});

describe("a file", () => {
  const limits = { maxBytes: 10_485_760, types: ["image/png", "application/pdf"] };
  const words = moreCatalogue.id;

  it.each([
    [{ name: "a.png", size: 10, type: "image/png" }, ""],
    [{ name: "a.png", size: 10_485_761, type: "image/png" }, "a.png terlalu besar. Paling besar 10 MB."],
    [{ name: "a.doc", size: 10, type: "" }, "a.doc tidak dapat dikirim. Yang diterima: PNG, PDF."],
    [{ name: "a.png", size: 0, type: "image/png" }, "a.png kosong."],
  ])("%j is told what is wrong with it: %s", (file, said) => {
    expect(objection(file, limits, words)).toBe(said);
  });

  it("has its limit in figures that people use", () => {
    expect([megabytes(10_485_760), megabytes(524_288)]).toEqual([10, 0.5]);
  });
});
