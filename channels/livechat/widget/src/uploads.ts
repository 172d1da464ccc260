// The files a citizen gives us, until the office has them: one at a time, tried again after a loss, in memory only.

import { backoff } from "./backoff";
import { Refusal, type Send, type Sending } from "./http";
import type { Failure, FileRef } from "./outbox";

export interface Upload {
  readonly file: File;
  readonly id: string | null;
  /** From 0 to 1. */
  readonly share: number;
  readonly failure: Failure | null;
}

export interface UploadWorld {
  readonly send: Send;
  random(): number;
  /** The session while the chat is connected, else null: without one, files wait. */
  session(): string | null;
  changed(): void;
  /** The office has the file, or refuses it for good. */
  settled(key: string, upload: Upload): void;
}

export class Uploads {
  private readonly world: UploadWorld;
  private readonly all = new Map<string, Upload>();
  private busy: { readonly key: string; readonly sending: Sending } | null = null;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(world: UploadWorld) {
    this.world = world;
  }

  add(key: string, file: File): void {
    this.all.set(key, { file, id: null, share: 0, failure: null });
    this.go();
  }

  get(key: string): Upload | undefined {
    return this.all.get(key);
  }

  /** The file that the office calls `id`, when it came from this page. */
  file(id: string): File | undefined {
    return [...this.all.values()].find((upload) => upload.id === id)?.file;
  }

  ref(key: string): FileRef | null {
    const upload = this.all.get(key);
    if (!upload) return null;
    const { file, id } = upload;
    return { key, name: file.name, mediaType: file.type, size: file.size, id };
  }

  cancel(key: string): void {
    this.all.delete(key);
    if (this.busy?.key === key) this.stop();
    this.go();
  }

  /** Upload again what was refused or forgotten. */
  again(keys: readonly string[]): void {
    for (const key of keys) {
      const upload = this.all.get(key);
      if (upload) this.all.set(key, { ...upload, id: null, share: 0, failure: null });
    }
    this.go();
  }

  clear(): void {
    this.all.clear();
    this.stop();
  }

  stop(): void {
    clearTimeout(this.timer);
    const { busy } = this;
    this.busy = null;
    busy?.sending.abort();
  }

  /** Begin with the next file that waits, when there is a session to send it with. */
  go(): void {
    const session = this.world.session();
    const next = [...this.all].find(([, upload]) => !upload.id && !upload.failure);
    if (this.busy || !next || !session) return;
    clearTimeout(this.timer);
    const [key, { file }] = next;
    const sending = this.world.send(file, session, (share) => this.update(key, { share }));
    const mine = { key, sending };
    this.busy = mine;
    sending.done.then(
      (id) => this.ended(mine, { id, share: 1 }),
      (why: unknown) => this.failed(mine, why),
    );
  }

  private failed(mine: NonNullable<Uploads["busy"]>, why: unknown): void {
    if (why instanceof Refusal && why.final) this.ended(mine, { failure: why.failure });
    else if (this.busy === mine) {
      this.busy = null;
      this.update(mine.key, { share: 0 });
      this.timer = setTimeout(() => this.go(), backoff(this.attempt, this.world.random()));
      this.attempt += 1;
    }
  }

  private ended(mine: NonNullable<Uploads["busy"]>, more: Partial<Upload>): void {
    if (this.busy !== mine) return;
    this.busy = null;
    this.attempt = 0;
    this.update(mine.key, more);
    const upload = this.all.get(mine.key);
    if (upload) this.world.settled(mine.key, upload);
    this.go();
  }

  private update(key: string, more: Partial<Upload>): void {
    const upload = this.all.get(key);
    if (!upload) return;
    this.all.set(key, { ...upload, ...more });
    this.world.changed();
  }
}
