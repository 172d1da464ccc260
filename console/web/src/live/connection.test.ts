import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { waitFor } from "./backoff";
import { connect, type Connection, type Phase, type Socket } from "./connection";
import type { Frame } from "./frames";

class FakeSocket implements Socket {
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  closed = false;
  readonly said: string[] = [];
  constructor(readonly cursor: string | null) {}
  send(text: string): void {
    this.said.push(text);
  }
  close(): void {
    this.closed = true;
  }
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent);
  }
  break(): void {
    this.onclose?.({} as CloseEvent);
  }
}

class Desk {
  readonly sockets: FakeSocket[] = [];
  readonly frames: Frame[] = [];
  phase: Phase = "connecting";
  refused = 0;
  cursor: string | null = null;
  readonly connection: Connection = connect({
    open: (cursor) => {
      const socket = new FakeSocket(cursor);
      this.sockets.push(socket);
      return socket;
    },
    cursor: () => this.cursor,
    onFrame: (frame) => this.frames.push(frame),
    onPhase: (phase) => (this.phase = phase),
    onRefused: () => (this.refused += 1),
    chance: () => 1,
  });
  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }
}

describe("connection", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is live once the server is ready", () => {
    const desk = new Desk();
    desk.last.say({ type: "ready", id: "1" });
    expect([desk.phase, desk.frames.length]).toEqual(["live", 1]);
  });

  it("comes back with the last cursor, later and later, and soon again after success", () => {
    const desk = new Desk();
    desk.last.say({ type: "ready", id: "1" });
    desk.cursor = "41";
    desk.last.break();
    expect(desk.phase).toBe("lost");
    vi.advanceTimersByTime(500);
    expect([desk.sockets.length, desk.last.cursor]).toEqual([2, "41"]);
    desk.last.break();
    vi.advanceTimersByTime(999);
    expect(desk.sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    desk.last.say({ type: "ready", id: "41" });
    desk.last.break();
    vi.advanceTimersByTime(500);
    expect(desk.sockets).toHaveLength(4);
  });

  it("asks about the session only when it was never let in", () => {
    const desk = new Desk();
    desk.last.break();
    expect(desk.refused).toBe(1);
    vi.advanceTimersByTime(500);
    desk.last.say({ type: "ready", id: "1" });
    desk.last.break();
    expect(desk.refused).toBe(1);
  });

  it("hurries at once when waiting, not when live, but afresh when the network came back", () => {
    const desk = new Desk();
    desk.last.break();
    desk.connection.hurry(false);
    expect(desk.sockets).toHaveLength(2);
    desk.last.say({ type: "ready", id: "1" });
    desk.connection.hurry(false);
    expect(desk.sockets).toHaveLength(2);
    desk.connection.hurry(true);
    expect([desk.sockets.length, desk.sockets[1]?.closed]).toEqual([3, true]);
    vi.advanceTimersByTime(60_000);
    expect(desk.sockets).toHaveLength(3);
  });

  it("speaks while it is live, and else keeps silent", () => {
    const desk = new Desk();
    desk.connection.say({ type: "active" });
    desk.last.say({ type: "ready", id: "1" });
    desk.connection.say({ type: "viewing", ticket: "T-1" });
    const { said } = desk.last;
    desk.last.break();
    desk.connection.say({ type: "active" });
    expect(said).toEqual(['{"type":"viewing","ticket":"T-1"}']);
  });

  it("stops for good", () => {
    const desk = new Desk();
    desk.last.break();
    desk.connection.stop();
    vi.advanceTimersByTime(60_000);
    expect(desk.sockets).toHaveLength(1);
  });
});

describe("back-off", () => {
  it("grows, with chance in its second half, to a ceiling", () => {
    expect([waitFor(0, 0), waitFor(0, 1), waitFor(3, 1), waitFor(1000, 1), waitFor(1000, 0)]).toEqual([
      250, 500, 4000, 20_000, 10_000,
    ]);
  });
});
