// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { TanyaChat } from "../src/element";
import { FakePeer } from "./peer";

customElements.define("tanya-chat", TanyaChat);

let peer: FakePeer;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  peer = new FakePeer();
  vi.stubGlobal(
    "WebSocket",
    class {
      constructor() {
        return peer.open();
      }
    },
  );
});
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function mount(attributes: Readonly<Record<string, string>> = { inline: "" }): TanyaChat {
  const chat = document.createElement("tanya-chat") as TanyaChat;
  for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
  document.body.append(chat);
  return chat;
}

const all = (chat: TanyaChat, id: string) => [...(chat.shadowRoot?.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`) ?? [])];
const one = (chat: TanyaChat, id: string) => all(chat, id)[0] as HTMLElement;
const draw = () => vi.advanceTimersByTime(50);

function say(chat: TanyaChat, text: string): void {
  (one(chat, "input") as HTMLTextAreaElement).value = text;
  one(chat, "input").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  draw();
}

const message = (seq: number, more: object = {}) => ({
  type: "message",
  seq,
  author: { kind: "bot", name: "Asisten" },
  text: `teks ${seq}`,
  at: "2020-06-17T07:00:00Z",
  choices: [],
  attachments: [],
  ...more,
});

describe("a message", () => {
  it("is text, whatever it holds", () => {
    const chat = mount();
    const text = "<img src=x onerror=alert(1)>\nhttps://oss.go.id";
    peer.welcome(1).give(message(1, { text }));
    draw();
    expect(one(chat, "message-text").textContent).toBe(text);
    expect(chat.shadowRoot?.querySelector("img")).toBeNull();
    const link = one(chat, "message").querySelector("a");
    expect([link?.getAttribute("href"), link?.rel]).toEqual(["https://oss.go.id/", "noopener nofollow"]);
  });

  it("has its author and seq for tests to find", () => {
    const chat = mount();
    peer.welcome(1).give(message(1));
    draw();
    expect(one(chat, "message").dataset).toMatchObject({ author: "bot", seq: "1", status: "none" });
  });

  it("said by the citizen goes from pending to stored in the same place", () => {
    const chat = mount();
    const socket = peer.welcome();
    say(chat, "halo");
    const node = one(chat, "message");
    expect(node.dataset["status"]).toBe("pending");
    const id = socket.of("message")[0]?.["client_id"];
    socket.give(message(1, { author: { kind: "contact", name: null }, text: "halo" }));
    socket.give({ type: "ack", client_id: id, seq: 1 });
    draw();
    expect(all(chat, "message")).toEqual([node]);
    expect(node.dataset).toMatchObject({ author: "contact", seq: "1", status: "stored" });
  });

  it("that was refused says why and can be sent again", () => {
    const chat = mount();
    const socket = peer.welcome();
    say(chat, "halo");
    const id = socket.of("message")[0]?.["client_id"];
    socket.give({ type: "error", code: "too_fast", detail: "Tunggu sebentar.", client_id: id });
    draw();
    expect(one(chat, "failure").textContent).toContain("Tunggu sebentar.");
    one(chat, "retry").click();
    expect(socket.of("message")).toHaveLength(2);
  });

  it("too long for the socket stays in the input", () => {
    const chat = mount();
    const socket = peer.welcome();
    say(chat, "x".repeat(8_001));
    expect(socket.of("message")).toEqual([]);
    expect((one(chat, "input") as HTMLTextAreaElement).value).toHaveLength(8_001);
    expect(one(chat, "notice").textContent).toContain("8001");
  });
});

it("a pressed choice is sent and the buttons go", () => {
  const chat = mount();
  const socket = peer.welcome(1);
  socket.give(message(1, { choices: [{ id: "yes", label: "Ya" }, { id: "no", label: "Bukan" }] }));
  draw();
  expect(all(chat, "choice").map((button) => button.textContent)).toEqual(["Ya", "Bukan"]);
  one(chat, "choice").click();
  draw();
  expect(socket.of("choose")).toMatchObject([{ seq: 1, choice: "yes" }]);
  expect(all(chat, "choice")).toEqual([]);
  expect(all(chat, "message").map((node) => node.dataset["status"])).toEqual(["none", "pending"]);
});

it("the way to a person says so in the citizen's language, until there is one", () => {
  const chat = mount({ inline: "", lang: "en" });
  const socket = peer.welcome();
  draw();
  one(chat, "talk-to-person").click();
  expect(socket.of("message")).toMatchObject([{ text: "I want to talk to an officer" }]);
  socket.give({ type: "state", handler: "agent", position: null, wait_seconds: null });
  draw();
  expect(one(chat, "state").textContent).toBe("Officer");
  expect(one(chat, "talk-to-person").hidden).toBe(true);
});

it("a loss is shown after a moment, and its end too", () => {
  const chat = mount();
  peer.welcome();
  draw();
  peer.socket.cut();
  draw();
  expect(one(chat, "connection").hidden).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(one(chat, "connection").hidden).toBe(false);
  expect(one(chat, "connection").textContent).toBe("Menyambung kembali…");
  peer.welcome();
  draw();
  expect(one(chat, "connection").hidden).toBe(true);
});

it("the launcher connects when opened, counts what is unread, and tells the page", () => {
  const chat = mount({});
  expect(peer.sockets).toHaveLength(0);
  const told: string[] = [];
  for (const name of ["ready", "message", "unread"]) {
    chat.addEventListener(name, (event) => told.push(`${name} ${JSON.stringify((event as CustomEvent).detail)}`));
  }
  chat.show();
  const socket = peer.welcome();
  draw();
  chat.hide();
  socket.give(message(1));
  draw();
  expect(one(chat, "launcher").getAttribute("aria-label")).toBe("Buka obrolan, 1 pesan belum dibaca");
  expect(told.map((line) => line.split(" ")[0])).toEqual(["ready", "message", "unread"]);
  chat.toggle();
  draw();
  expect(socket.of("read")).toEqual([{ type: "read", seq: 1 }]);
  expect(told[told.length - 1]).toBe('unread {"count":0}');
});
