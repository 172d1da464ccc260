// A server end in memory: sockets that the test opens, answers and cuts.

import type { SocketLike } from "../src/connection";

export class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.onopen?.();
  }

  cut(): void {
    this.onclose?.();
  }

  give(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  of(type: string): readonly Record<string, unknown>[] {
    return this.sent.filter((frame) => frame["type"] === type);
  }
}

export class FakePeer {
  readonly sockets: FakeSocket[] = [];

  readonly open = (): FakeSocket => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };

  get socket(): FakeSocket {
    const socket = this.sockets[this.sockets.length - 1];
    if (!socket) throw new Error("nobody has connected");
    return socket;
  }

  /** Opens the newest socket and welcomes it. */
  welcome(seq = 0, session = "s"): FakeSocket {
    this.socket.open();
    this.socket.give({ type: "welcome", session, ticket: null, seq });
    return this.socket;
  }
}
