// A server end in memory: sockets that the test opens, answers and cuts.

import type { SocketLike } from "../src/connection";
import { Refusal, type Send } from "../src/http";

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

/** A file on its way, which the test lets through or refuses. */
export class FakeUpload {
  readonly file: File;
  readonly session: string;
  readonly progress: (share: number) => void;
  aborted = false;
  private settle: { resolve(id: string): void; reject(why: Refusal): void } | null = null;
  readonly done = new Promise<string>((resolve, reject) => (this.settle = { resolve, reject }));

  constructor(file: File, session: string, progress: (share: number) => void) {
    this.file = file;
    this.session = session;
    this.progress = progress;
  }

  abort(): void {
    this.aborted = true;
    this.settle?.reject(new Refusal(0, { code: "network", detail: "" }));
  }

  async store(id: string): Promise<void> {
    this.settle?.resolve(id);
    await Promise.resolve();
    await Promise.resolve();
  }

  async refuse(status: number, code = "network"): Promise<void> {
    this.settle?.reject(new Refusal(status, { code, detail: "" }));
    await Promise.resolve();
    await Promise.resolve();
  }
}

export class FakePeer {
  readonly uploads: FakeUpload[] = [];

  readonly send: Send = (file, session, progress) => {
    const upload = new FakeUpload(file, session, progress);
    this.uploads.push(upload);
    return upload;
  };

  get upload(): FakeUpload {
    const upload = this.uploads[this.uploads.length - 1];
    if (!upload) throw new Error("nothing is uploaded");
    return upload;
  }

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
  welcome(seq = 0, session = "s", more: object = {}): FakeSocket {
    this.socket.open();
    this.socket.give({ type: "welcome", session, ticket: null, seq, ...more });
    return this.socket;
  }
}
