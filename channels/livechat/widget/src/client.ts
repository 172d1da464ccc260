// One citizen's end of the conversation: the fold, the socket and the storage, tied together. No DOM.

import { Connection, type SocketLike, type Status } from "./connection";
import * as conversations from "./conversation";
import type { Conversation, Message } from "./conversation";
import * as outboxes from "./outbox";
import type { Entry } from "./outbox";
import type { ClientFrame, Locale, ServerFrame } from "./protocol";
import type { Store } from "./store";

/** What the client takes from the world, so that tests can give it another. */
export interface World {
  open(): SocketLike;
  random(): number;
  now(): Date;
  uuid(): string;
}

export interface Listener {
  changed(): void;
  /** A message from the office that the citizen has not read. */
  message(message: Message): void;
}

const ACK_WITHIN_MS = 15_000;
const TYPING_SHOWN_MS = 6_000;
const TYPING_EVERY_MS = 3_000;

type Timer = ReturnType<typeof setTimeout>;

export class Client {
  state: Conversation;
  locale: Locale;
  readUpTo: number;
  private readonly world: World;
  private readonly store: Store;
  private readonly listener: Listener;
  private readonly connection: Connection;
  private readTold = 0;
  private typedAt = -Infinity;
  private ackTimer: Timer | undefined;
  private typingTimer: Timer | undefined;

  constructor(world: World, store: Store, listener: Listener, locale: Locale) {
    this.world = world;
    this.store = store;
    this.listener = listener;
    this.locale = locale;
    this.readUpTo = store.read();
    this.state = conversations.begin(store.session(), store.outbox());
    this.connection = new Connection({
      open: () => world.open(),
      random: () => world.random(),
      hello: () => this.hello(),
      frame: (frame) => this.take(frame),
      status: (status) => this.moved(status),
    });
  }

  get status(): Status {
    return this.connection.status;
  }

  /** True when there is something to connect for, even before the citizen opens the chat. */
  get known(): boolean {
    return this.state.session !== null || this.state.outbox.length > 0;
  }

  get unread(): number {
    return this.state.messages.filter((one) => one.author.kind !== "contact" && one.seq > this.readUpTo).length;
  }

  start(): void {
    this.connection.start();
  }

  stop(): void {
    clearTimeout(this.ackTimer);
    clearTimeout(this.typingTimer);
    this.connection.stop();
  }

  nudge(): void {
    this.connection.nudge();
  }

  renew(): void {
    this.connection.renew();
  }

  speak(locale: Locale): void {
    if (locale === this.locale) return;
    this.locale = locale;
    this.connection.renew();
  }

  say(text: string): void {
    this.queue(text, null);
  }

  choose(seq: number, id: string, label: string): void {
    this.queue(label, { seq, id });
  }

  retry(clientId: string): void {
    this.become(conversations.retry(this.state, clientId));
    const entry = outboxes.find(this.state.outbox, clientId);
    if (entry) this.post(entry);
  }

  discard(clientId: string): void {
    this.become(conversations.discard(this.state, clientId));
  }

  typing(): void {
    const now = this.world.now().getTime();
    if (now - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = now;
    this.connection.send({ type: "typing" });
  }

  /** All that has come is on the screen, before the citizen's eyes. */
  shown(): void {
    const seq = this.state.last;
    if (seq > this.readUpTo) {
      this.readUpTo = seq;
      this.store.saveRead(seq);
      this.listener.changed();
    }
    if (seq > this.readTold && this.connection.send({ type: "read", seq })) this.readTold = seq;
  }

  private queue(text: string, choice: Entry["choice"]): void {
    const { last: after } = this.state;
    const at = this.world.now().toISOString();
    const entry: Entry = { clientId: this.world.uuid(), text, at, after, choice, failure: null };
    this.typedAt = -Infinity;
    this.become(conversations.say(this.state, entry));
    this.post(entry);
    this.connection.start();
    this.connection.nudge();
  }

  private post(entry: Entry): void {
    if (this.connection.send(outboxes.toFrame(entry))) this.awaitAck();
  }

  private awaitAck(): void {
    clearTimeout(this.ackTimer);
    if (outboxes.sendable(this.state.outbox).length === 0) return;
    this.ackTimer = setTimeout(() => this.connection.drop(), ACK_WITHIN_MS);
  }

  private hello(): ClientFrame {
    // Another tab may have begun the conversation meanwhile.
    const session = this.store.session();
    if (session !== this.state.session) this.become(conversations.begin(session, this.state.outbox));
    return { type: "hello", session, after: this.state.last, locale: this.locale };
  }

  private take(frame: ServerFrame): boolean {
    const before = this.state;
    const { state, reconnect } = conversations.receive(before, frame);
    this.become(state);
    if (frame.type === "welcome") this.welcomed(before);
    if (frame.type === "typing") this.quietSoon();
    if (frame.type === "ack" || frame.type === "error") this.awaitAck();
    if (frame.type === "message") this.announce(before);
    if (frame.type === "error" && this.status === "connecting" && /session/i.test(frame.code)) return this.forget();
    return reconnect;
  }

  private welcomed(before: Conversation): void {
    if (this.state.session) this.store.saveSession(this.state.session);
    const same = before.session === this.state.session;
    if (same && this.readUpTo <= this.state.target) return;
    this.readUpTo = 0;
    this.store.saveRead(0);
  }

  /** The office no longer knows our session: begin another, and keep what was not yet sent. */
  private forget(): boolean {
    this.store.forgetSession();
    return true;
  }

  private announce(before: Conversation): void {
    for (const message of this.state.messages) {
      const fresh = message.seq > Math.max(before.last, this.readUpTo) && message.seq <= this.state.last;
      if (fresh && message.author.kind !== "contact") this.listener.message(message);
    }
  }

  private quietSoon(): void {
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.become(conversations.quiet(this.state)), TYPING_SHOWN_MS);
  }

  private moved(status: Status): void {
    if (status === "open") {
      this.readTold = 0;
      outboxes.sendable(this.state.outbox).forEach((entry) => this.post(entry));
    } else {
      clearTimeout(this.ackTimer);
      if (this.state.typing) this.state = conversations.quiet(this.state);
    }
    this.listener.changed();
  }

  private become(state: Conversation): void {
    this.persist(this.state.outbox, state.outbox);
    this.state = state;
    this.listener.changed();
  }

  private persist(before: outboxes.Outbox, after: outboxes.Outbox): void {
    if (before === after) return;
    for (const entry of after) if (!before.includes(entry)) this.store.saveEntry(entry);
    for (const entry of before) if (!outboxes.find(after, entry.clientId)) this.store.dropEntry(entry.clientId);
  }
}
