import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Client } from "../src/client";
import { browserStore, memoryShelf, type Shelf } from "../src/store";
import { FakePeer } from "./peer";

let peer: FakePeer;
let shelf: Shelf;
let heard: number[];

beforeEach(() => {
  vi.useFakeTimers();
  peer = new FakePeer();
  shelf = memoryShelf();
  heard = [];
});
afterEach(() => vi.useRealTimers());

function client(): Client {
  let ids = 0;
  const prefix = peer.sockets.length;
  const world = { open: peer.open, random: () => 0, now: () => new Date(), uuid: () => `id-${prefix}-${(ids += 1)}`, send: peer.send };
  const listener = { changed: () => undefined, message: ({ seq }: { seq: number }) => void heard.push(seq) };
  return new Client(world, browserStore(shelf, "b"), listener, "id");
}

const bot = (seq: number) => ({ type: "message", seq, author: { kind: "bot", name: null }, text: "x", at: "2020-06-17T07:00:00Z" });

describe("hello", () => {
  it("comes first, and the session is kept for the next page", () => {
    client().start();
    expect(peer.welcome(0, "token").sent[0]).toEqual({ type: "hello", session: null, after: 0, locale: "id" });
    client().start();
    expect(peer.welcome(0, "token").sent[0]).toMatchObject({ session: "token", after: 0 });
  });

  it("asks for what came after the last message, also after a gap", () => {
    client().start();
    const first = peer.welcome(1);
    first.give(bot(1));
    first.give(bot(3));
    expect(first.closed).toBe(true);
    vi.advanceTimersByTime(250);
    expect(peer.welcome(3).sent[0]).toMatchObject({ session: "s", after: 1 });
    peer.socket.give(bot(2));
    peer.socket.give(bot(3));
    expect(heard).toEqual([1, 2, 3]);
  });

  it("forgets a session that the server refuses, and only then", () => {
    shelf.setItem("tanya b session", "old");
    client().start();
    peer.socket.open();
    peer.socket.give({ type: "error", code: "unknown_session", detail: "" });
    vi.advanceTimersByTime(250);
    peer.socket.open();
    expect(peer.socket.sent[0]).toMatchObject({ session: null, after: 0 });
  });

  it("joins the session that another tab got first, so that there is one conversation", () => {
    const one = client();
    one.start();
    one.say("halo");
    peer.socket.open();
    shelf.setItem("tanya b session", "theirs");
    peer.socket.give({ type: "welcome", session: "ours", ticket: null, seq: 0 });
    expect(shelf.getItem("tanya b session")).toBe("theirs");
    vi.advanceTimersByTime(250);
    const socket = peer.welcome(0, "theirs");
    expect(socket.sent[0]).toMatchObject({ session: "theirs" });
    expect(socket.of("message")).toHaveLength(1);
  });

  it("says who the page says the citizen is, and goes on as a guest when that is refused", () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const one = client();
    one.identify({ id: "7", hmac: "ab" });
    one.describe({ page: "/izin" });
    one.describe({ plan: "a" });
    one.start();
    peer.socket.open();
    expect(peer.socket.sent[0]).toMatchObject({ user: { id: "7", hmac: "ab" }, attributes: { page: "/izin", plan: "a" } });
    peer.socket.give({ type: "error", code: "bad_user", detail: "" });
    vi.advanceTimersByTime(250);
    expect(Object.keys(peer.welcome().sent[0] ?? {})).not.toContain("user");
    expect(warned).toHaveBeenCalledOnce();
  });

  it("is no longer than the server takes", () => {
    const one = client();
    for (let index = 0; index < 25; index += 1) one.describe({ [`name ${index} ${"x".repeat(60)}`]: "y".repeat(300) });
    one.start();
    peer.socket.open();
    const attributes = peer.socket.sent[0]?.["attributes"] as Readonly<Record<string, string>>;
    expect(Object.keys(attributes)).toHaveLength(20);
    expect(Object.entries(attributes)[19]?.map((text) => text.length)).toEqual([40, 200]);
  });

  it("begins anew after a reset, in this tab and in the next page", () => {
    const one = client();
    one.start();
    peer.welcome(1, "old").give(bot(1));
    one.identify({ id: "7", hmac: "ab" });
    peer.welcome(1, "old");
    one.reset();
    expect([one.state.messages, one.readUpTo]).toEqual([[], 0]);
    peer.socket.open();
    expect(peer.socket.sent[0]).toEqual({ type: "hello", session: null, after: 0, locale: "id" });
    expect(shelf.getItem("tanya b session")).toBeNull();
  });

  it("is said again in another language", () => {
    const one = client();
    one.start();
    peer.welcome();
    one.speak("en");
    expect(peer.welcome().sent[0]).toMatchObject({ locale: "en" });
  });
});

describe("the outbox", () => {
  it("is sent again with the same client_id until acked, also by the next page", () => {
    const one = client();
    one.start();
    one.say("halo");
    expect(peer.welcome().of("message")).toEqual([{ type: "message", client_id: "id-0-1", text: "halo" }]);
    peer.socket.cut();
    one.stop();

    client().start();
    const socket = peer.welcome();
    expect(socket.of("message")).toEqual([{ type: "message", client_id: "id-0-1", text: "halo" }]);
    socket.give({ type: "ack", client_id: "id-0-1", seq: 1 });

    client().start();
    expect(peer.welcome(1).of("message")).toEqual([]);
  });

  it("carries a choice", () => {
    const one = client();
    one.start();
    const socket = peer.welcome();
    one.choose(4, "yes", "Ya");
    expect(socket.of("choose")).toEqual([{ type: "choose", client_id: "id-0-1", seq: 4, choice: "yes" }]);
    expect(one.state.outbox[0]?.text).toBe("Ya");
  });

  it("renews a connection that acks nothing", () => {
    const one = client();
    one.start();
    const first = peer.welcome();
    one.say("halo");
    vi.advanceTimersByTime(15_250);
    expect(first.closed).toBe(true);
    expect(peer.welcome().of("message")).toHaveLength(1);
  });

  it("does not repeat what was refused, until asked", () => {
    const one = client();
    one.start();
    one.say("halo");
    peer.welcome().give({ type: "error", code: "x", detail: "y", client_id: "id-0-1" });
    peer.socket.cut();
    vi.advanceTimersByTime(250);
    const socket = peer.welcome();
    expect(socket.of("message")).toEqual([]);
    one.retry("id-0-1");
    expect(socket.of("message")).toHaveLength(1);
  });
});

describe("the connection", () => {
  it("comes back after every loss, slower each time, and at once when nudged", () => {
    const one = client();
    one.start();
    const waits = [250, 500, 1000, 2000];
    for (const wait of waits) {
      const count = peer.sockets.length;
      peer.socket.cut();
      vi.advanceTimersByTime(wait - 1);
      expect(peer.sockets).toHaveLength(count);
      vi.advanceTimersByTime(1);
      expect(peer.sockets).toHaveLength(count + 1);
    }
    peer.socket.cut();
    one.nudge();
    expect(peer.sockets).toHaveLength(waits.length + 2);
  });

  it("starts over with short waits once it has held", () => {
    client().start();
    for (let loss = 0; loss < 5; loss += 1) {
      peer.socket.cut();
      vi.advanceTimersByTime(15_000);
    }
    peer.welcome();
    vi.advanceTimersByTime(5_000);
    const count = peer.sockets.length;
    peer.socket.cut();
    vi.advanceTimersByTime(250);
    expect(peer.sockets).toHaveLength(count + 1);
  });

  it("asks whether anybody is there when it hears nothing, and comes back when nobody is", () => {
    client().start();
    const socket = peer.welcome();
    vi.advanceTimersByTime(19_999);
    expect(socket.of("ping")).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect(socket.of("ping")).toHaveLength(1);
    socket.give({ type: "pong" });
    vi.advanceTimersByTime(39_999);
    expect(socket.of("ping")).toHaveLength(2);
    expect(socket.closed).toBe(false);
    vi.advanceTimersByTime(1 + 250);
    expect(socket.closed).toBe(true);
    expect(peer.sockets).toHaveLength(2);
  });

  it("gives up a socket that is not welcomed, and hears nothing more from it", () => {
    const one = client();
    one.start();
    const first = peer.socket;
    first.open();
    vi.advanceTimersByTime(10_250);
    expect(first.closed).toBe(true);
    first.give({ type: "welcome", session: "late", ticket: null, seq: 0 });
    expect(one.state.session).toBeNull();
    expect(peer.sockets).toHaveLength(2);
  });

  it("comes back when the server that leaves has said so, and nothing hurries it", () => {
    const one = client();
    one.start();
    const first = peer.welcome();
    first.give({ type: "bye", retry_ms: 4_000 });
    first.cut();
    expect([one.status, first.closed]).toEqual(["waiting", true]);
    one.say("halo");
    one.renew();
    one.nudge();
    vi.advanceTimersByTime(3_999);
    expect(peer.sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(peer.welcome().of("message")).toHaveLength(1);
    peer.socket.cut();
    one.nudge();
    expect(peer.sockets).toHaveLength(3);
  });

  it("waits as long as a server that is too busy says, and keeps the session", () => {
    shelf.setItem("tanya b session", "token");
    const one = client();
    one.start();
    peer.socket.open();
    peer.socket.give({ type: "error", code: "too_many_sessions", detail: "Tunggu.", client_id: null, retry_ms: 9_000 });
    one.nudge();
    vi.advanceTimersByTime(8_999);
    expect([peer.sockets.length, one.state.notice?.detail]).toEqual([1, "Tunggu."]);
    vi.advanceTimersByTime(1);
    peer.socket.open();
    expect(peer.socket.sent[0]).toMatchObject({ session: "token" });
  });

  it("does not wait for a socket to notice that the network is gone", () => {
    const one = client();
    one.start();
    peer.welcome();
    one.lose();
    expect([one.status, peer.socket.closed]).toEqual(["waiting", true]);
  });

  it("stays away once stopped", () => {
    const one = client();
    one.start();
    peer.welcome();
    one.stop();
    vi.advanceTimersByTime(60_000);
    one.nudge();
    expect(peer.sockets).toHaveLength(1);
  });
});

describe("read and typing", () => {
  it("tells once how far the citizen has read, and counts the rest", () => {
    const one = client();
    one.start();
    const socket = peer.welcome(2);
    socket.give(bot(1));
    socket.give(bot(2));
    expect(one.unread).toBe(2);
    one.shown();
    one.shown();
    expect(socket.of("read")).toEqual([{ type: "read", seq: 2 }]);
    expect(one.unread).toBe(0);
    const next = client();
    expect(next.readUpTo).toBe(2);
  });

  it("tells of typing now and then", () => {
    const one = client();
    one.start();
    const socket = peer.welcome();
    one.typing();
    one.typing();
    vi.advanceTimersByTime(3_000);
    one.typing();
    expect(socket.of("typing")).toHaveLength(2);
  });

  it("lets the office's typing fade", () => {
    const one = client();
    one.start();
    peer.welcome().give({ type: "typing" });
    expect(one.state.typing).toBe(true);
    vi.advanceTimersByTime(6_000);
    expect(one.state.typing).toBe(false);
  });
});

describe("files", () => {
  const photo = () => new File(["x"], "foto.png", { type: "image/png" });
  const sayWith = (one: Client, ...keys: readonly string[]) => {
    keys.forEach((key) => one.uploads.add(key, photo()));
    one.say("ini", keys);
  };

  it("go first, one by one, and then the message that names them", async () => {
    const one = client();
    one.start();
    const socket = peer.welcome(0, "token");
    sayWith(one, "a", "b");
    expect([peer.uploads.length, peer.upload.session]).toEqual([1, "token"]);
    await peer.upload.store("id-a");
    expect(socket.of("message")).toEqual([]);
    await peer.upload.store("id-b");
    expect(socket.of("message")).toMatchObject([{ text: "ini", attachments: ["id-a", "id-b"] }]);
  });

  it("wait for the network, and are tried again after a loss", async () => {
    const one = client();
    sayWith(one, "a");
    expect(peer.uploads).toHaveLength(0);
    peer.welcome();
    peer.socket.cut();
    expect(peer.upload.aborted).toBe(true);
    vi.advanceTimersByTime(250);
    peer.welcome();
    await peer.upload.refuse(503);
    await vi.advanceTimersByTimeAsync(500);
    expect(peer.uploads).toHaveLength(3);
    await peer.upload.store("id-a");
    expect(peer.socket.of("message")).toMatchObject([{ attachments: ["id-a"] }]);
  });

  it("that are refused for good hold the message, until it is tried again or thrown away", async () => {
    const one = client();
    one.start();
    const socket = peer.welcome();
    sayWith(one, "a");
    await peer.upload.refuse(413, "file_too_large");
    expect(one.state.outbox[0]?.failure?.code).toBe("file_too_large");
    expect(socket.of("message")).toEqual([]);
    one.retry("id-0-1");
    await peer.upload.store("id-a");
    expect(socket.of("message")).toHaveLength(1);
  });

  it("that the office no longer has are given again", async () => {
    const one = client();
    one.start();
    const socket = peer.welcome();
    sayWith(one, "a");
    await peer.upload.store("old");
    socket.give({ type: "error", code: "unknown_upload", detail: "", client_id: "id-0-1" });
    one.retry("id-0-1");
    expect(socket.of("message")).toHaveLength(1);
    await peer.upload.store("new");
    expect(socket.of("message")[1]).toMatchObject({ attachments: ["new"] });
  });

  it("that are cancelled are not sent", () => {
    const one = client();
    one.start();
    peer.welcome();
    sayWith(one, "a");
    one.discard("id-0-1");
    expect([peer.upload.aborted, one.state.outbox, one.uploads.get("a")]).toEqual([true, [], undefined]);
  });

  it("are lost with the page, which says so and keeps the words", () => {
    sayWith(client(), "a");
    const next = client();
    expect(next.state.outbox[0]).toMatchObject({ text: "ini", failure: { code: "files_lost" } });
    next.start();
    expect(peer.welcome().of("message")).toEqual([]);
    next.retry("id-0-1");
    expect(peer.socket.of("message")).toEqual([{ type: "message", client_id: "id-0-1", text: "ini" }]);
  });
});

describe("what is asked beside messages", () => {
  it("is asked again after a loss, under the same client_id, until it is answered", () => {
    const one = client();
    one.start();
    peer.welcome();
    one.ask({ type: "rate", score: 4 });
    peer.socket.cut();
    vi.advanceTimersByTime(250);
    const socket = peer.welcome();
    expect(socket.of("rate")).toEqual([{ type: "rate", client_id: "id-0-1", score: 4 }]);
    socket.give({ type: "done", client_id: "id-0-1" });
    socket.cut();
    vi.advanceTimersByTime(500);
    expect(peer.welcome().of("rate")).toEqual([]);
  });

  it("gives a link, or says why not", () => {
    const one = client();
    one.start();
    const socket = peer.welcome();
    one.ask({ type: "continue", channel: "telegram" });
    one.ask({ type: "contact", email: "a@b.id" });
    socket.give({ type: "link", client_id: "id-0-1", url: "https://t.me/x", until: "2020-06-17T08:00:00Z" });
    socket.give({ type: "error", code: "unknown_type", detail: "", client_id: "id-0-2" });
    expect(one.state.asks.map((ask) => ask.answer?.url ?? ask.failure?.code)).toEqual(["https://t.me/x", "unknown_type"]);
    expect(one.state.notice).toBeNull();
  });
});

describe("another tab", () => {
  const both = () => {
    const store = browserStore(shelf, "b");
    const [one, two] = [client(), client()];
    const tell = (name: string) => {
      const heard = store.heard(name, shelf.getItem(name));
      if (heard) two.hear(heard);
    };
    return { one, two, tell };
  };

  it("shows what was said in the first, and lets it go when it is stored", () => {
    const { one, two, tell } = both();
    one.say("halo");
    tell("tanya b outbox id-0-1");
    expect(two.state.outbox.map((entry) => entry.text)).toEqual(["halo"]);
    peer.welcome().give({ type: "ack", client_id: "id-0-1", seq: 1 });
    tell("tanya b outbox id-0-1");
    expect(two.state.outbox).toEqual([]);
  });

  it("does not take over a message whose files are in the first", () => {
    const { one, two, tell } = both();
    one.uploads.add("a", new File(["x"], "foto.png", { type: "image/png" }));
    one.say("", ["a"]);
    tell("tanya b outbox id-0-1");
    expect(two.state.outbox).toEqual([]);
  });

  it("knows what was read in the first, and which session it has", () => {
    const { one, two, tell } = both();
    two.start();
    peer.welcome(1, "s").give(bot(1));
    expect(two.unread).toBe(1);
    shelf.setItem("tanya b read", "1");
    tell("tanya b read");
    expect(two.unread).toBe(0);
    const count = peer.sockets.length;
    shelf.setItem("tanya b session", "other");
    tell("tanya b session");
    tell("something else");
    expect(peer.sockets).toHaveLength(count + 1);
    one.stop();
  });
});
