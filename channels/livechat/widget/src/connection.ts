// Keeps one socket open: says hello, waits for the welcome, and comes back after every loss.

import { backoff } from "./backoff";
import { parseFrame, type ClientFrame, type ServerFrame } from "./protocol";

export type Status = "idle" | "connecting" | "open" | "waiting";

/** The part of WebSocket that is used. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(data: string): void;
  close(): void;
}

export interface Hooks {
  open(): SocketLike;
  random(): number;
  hello(): ClientFrame;
  /** Takes a frame; true asks for a fresh connection. */
  frame(frame: ServerFrame): boolean;
  status(status: Status): void;
}

const WELCOME_WITHIN_MS = 10_000;
const STEADY_AFTER_MS = 5_000;
/** After so long without a frame we ask whether anybody is there; after as long again nobody is. */
const QUIET_MS = 20_000;
const LONGEST_BYE_MS = 60_000;

type Timer = ReturnType<typeof setTimeout>;

export class Connection {
  status: Status = "idle";
  private readonly hooks: Hooks;
  private socket: SocketLike | null = null;
  private attempt = 0;
  /** The server itself said when to come back: until then nothing hurries us. */
  private told = false;
  private timer: Timer | undefined;
  private steady: Timer | undefined;

  constructor(hooks: Hooks) {
    this.hooks = hooks;
  }

  start(): void {
    if (this.status === "idle") this.connect();
  }

  stop(): void {
    this.release();
    this.become("idle");
  }

  /** False when there is no welcomed socket; the caller's outbox keeps what matters. */
  send(frame: ClientFrame): boolean {
    if (this.status !== "open") return false;
    return this.write(frame);
  }

  /** Try now instead of at the end of the wait: the network or the reader is back. */
  nudge(): void {
    if (this.status === "waiting" && !this.told) this.connect();
  }

  /** Give up the present socket, which may be dead without knowing, and open another at once. */
  renew(): void {
    if (this.status !== "idle" && !this.told) this.connect();
  }

  /** Give up the present socket and come back after the usual wait. */
  drop(): void {
    if (this.status === "idle") return;
    this.wait(backoff(this.attempt, this.hooks.random()));
    this.attempt += 1;
  }

  private wait(ms: number): void {
    this.release();
    this.timer = setTimeout(() => this.connect(), ms);
    this.become("waiting");
  }

  private connect(): void {
    this.release();
    this.told = false;
    this.become("connecting");
    this.timer = setTimeout(() => this.drop(), WELCOME_WITHIN_MS);
    let socket: SocketLike;
    try {
      socket = this.hooks.open();
    } catch {
      this.drop();
      return;
    }
    this.socket = socket;
    socket.onopen = () => void this.write(this.hooks.hello());
    socket.onclose = () => this.drop();
    socket.onmessage = (event) => this.take(event.data);
  }

  private take(data: unknown): void {
    if (this.status === "open") this.listen();
    const frame = parseFrame(data);
    if (!frame) return;
    const again = this.hooks.frame(frame);
    const later = frame.type === "bye" || (frame.type === "error" && this.status === "connecting") ? frame.retryMs : null;
    if (later !== null) {
      this.told = true;
      this.wait(Math.min(later, LONGEST_BYE_MS));
    } else if (again) this.drop();
    else if (frame.type === "welcome" && this.status === "connecting") this.welcomed();
  }

  private welcomed(): void {
    clearTimeout(this.timer);
    this.steady = setTimeout(() => (this.attempt = 0), STEADY_AFTER_MS);
    this.become("open");
    this.listen();
  }

  /** A connection can die in silence, and a page cannot see the pings of the protocol. */
  private listen(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.write({ type: "ping" });
      this.timer = setTimeout(() => this.drop(), QUIET_MS);
    }, QUIET_MS);
  }

  private write(frame: ClientFrame): boolean {
    try {
      this.socket?.send(JSON.stringify(frame));
      return this.socket !== null;
    } catch {
      return false;
    }
  }

  /** Forget the socket first: what it still says is no longer ours. */
  private release(): void {
    clearTimeout(this.timer);
    clearTimeout(this.steady);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    try {
      socket.close();
    } catch {
      // It was never open.
    }
  }

  private become(status: Status): void {
    this.status = status;
    this.hooks.status(status);
  }
}
