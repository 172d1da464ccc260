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
  const world = { open: peer.open, random: () => 0, now: () => new Date(), uuid: () => `id-${prefix}-${(ids += 1)}` };
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
