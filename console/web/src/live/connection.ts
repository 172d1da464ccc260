/** Keeps one live socket open: connects, reconnects with back-off, hurries when told to. */

import { waitFor } from "./backoff";
import { readFrame, type Frame } from "./frames";

export type Phase = "connecting" | "live" | "lost";

/** The part of WebSocket used here. */
export interface Socket {
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface Needs {
  readonly open: (cursor: string | null) => Socket;
  readonly cursor: () => string | null;
  readonly onFrame: (frame: Frame) => void;
  readonly onPhase: (phase: Phase) => void;
  /** The server closed before it was ready: perhaps the session has ended. */
  readonly onRefused: () => void;
  readonly chance: () => number;
}

export interface Connection {
  /** Connect now unless connected; `fresh`: even if connected (the network came back, the old socket may be dead). */
  readonly hurry: (fresh: boolean) => void;
  /** Says something now, or never: what is not connected is told nothing. */
  readonly say: (frame: object) => void;
  readonly stop: () => void;
}

export function connect(needs: Needs): Connection {
  let socket: Socket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let ready = false;

  const drop = (): void => {
    clearTimeout(timer);
    if (socket === null) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
    socket = null;
  };
  const start = (): void => {
    drop();
    ready = false;
    needs.onPhase(failures === 0 ? "connecting" : "lost");
    socket = needs.open(needs.cursor());
    socket.onmessage = (event) => receive(readFrame(event.data));
    socket.onclose = lost;
  };
  const receive = (frame: Frame | null): void => {
    if (frame === null) return;
    needs.onFrame(frame);
    if (frame.type !== "ready") return;
    ready = true;
    failures = 0;
    needs.onPhase("live");
  };
  const lost = (): void => {
    socket = null;
    needs.onPhase("lost");
    if (!ready) needs.onRefused();
    ready = false;
    timer = setTimeout(start, waitFor(failures, needs.chance()));
    failures += 1;
  };
  start();
  return {
    hurry: (fresh) => {
      if (fresh || !ready || socket === null) start();
    },
    say: (frame) => {
      if (ready) socket?.send(JSON.stringify(frame));
    },
    stop: drop,
  };
}
