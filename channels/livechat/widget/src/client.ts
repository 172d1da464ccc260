// One citizen's end of the conversation: the fold, the socket and the storage, tied together. No DOM.

import { Connection, type SocketLike, type Status } from "./connection";
import * as conversations from "./conversation";
import type { Conversation, Message } from "./conversation";
import type { Send } from "./http";
import * as outboxes from "./outbox";
import type { Entry, FileRef } from "./outbox";
import type { AskFrame, HelloFrame, Locale, ServerFrame, User } from "./protocol";
import type { Heard, Store } from "./store";
import { Uploads } from "./uploads";

/** What the client takes from the world, so that tests can give it another. */
export interface World {
  open(): SocketLike;
  random(): number;
  now(): Date;
  uuid(): string;
  readonly send: Send;
}

type Distribute<T> = T extends AskFrame ? Omit<T, "client_id"> : never;
/** Something to ask of the office, before it has its id. */
export type Question = Distribute<AskFrame>;

export interface Listener {
  changed(): void;
  /** A message from the office that the citizen has not read. */
  message(message: Message): void;
}

const ACK_WITHIN_MS = 15_000;
const TYPING_SHOWN_MS = 6_000;
const TYPING_EVERY_MS = 3_000;
/** As many as the server takes; a longer hello would keep the chat from beginning. */
const MOST_ATTRIBUTES = 20;

type Timer = ReturnType<typeof setTimeout>;

export class Client {
  state: Conversation;
  locale: Locale;
  readUpTo: number;
  user: User | null = null;
  readonly uploads: Uploads;
  private attributes: Readonly<Record<string, string>> = {};
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
    this.state = conversations.begin(store.session(), outboxes.recalled(store.outbox()));
    this.connection = new Connection({
      open: () => world.open(),
      random: () => world.random(),
      hello: () => this.hello(),
      frame: (frame) => this.take(frame),
      status: (status) => this.moved(status),
    });
    this.uploads = new Uploads({
      send: world.send,
      random: world.random,
      session: () => (this.status === "open" ? this.state.session : null),
      changed: () => listener.changed(),
      settled: (key, { id, failure }) => this.uploaded(key, id, failure),
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
    this.uploads.stop();
    this.connection.stop();
  }

  nudge(): void {
    this.connection.nudge();
  }

  renew(): void {
    this.connection.renew();
  }

  lose(): void {
    if (this.status === "open") this.connection.drop();
  }

  speak(locale: Locale): void {
    if (locale === this.locale) return;
    this.locale = locale;
    this.connection.renew();
  }

  /** Who the host page says the citizen is; null for nobody in particular. */
  identify(user: User | null): void {
    this.user = user;
    this.connection.renew();
  }

  describe(attributes: Readonly<Record<string, string>>): void {
    const short = Object.entries({ ...this.attributes, ...attributes }).map(([name, value]) => [name.slice(0, 40), value.slice(0, 200)]);
    this.attributes = Object.fromEntries(short.slice(-MOST_ATTRIBUTES)) as Readonly<Record<string, string>>;
    this.connection.renew();
  }

  /** Forget the conversation, and begin another with whoever comes next. */
  reset(): void {
    this.store.clear();
    this.uploads.clear();
    this.user = null;
    this.attributes = {};
    this.readUpTo = 0;
    this.state = conversations.begin(null, []);
    this.listener.changed();
    this.connection.renew();
  }

  /** Another tab of the same browser did something. */
  hear(heard: Heard): void {
    if (heard.kind === "session") this.connection.renew();
    if (heard.kind === "read") this.readUpTo = Math.max(this.readUpTo, this.store.read());
    if (heard.kind === "outbox") this.state = conversations.beside(this.state, heard.clientId, heard.entry);
    this.listener.changed();
  }

  say(text: string, keys: readonly string[] = []): void {
    const files = keys.map((key) => this.uploads.ref(key)).filter((ref): ref is FileRef => ref !== null);
    this.queue(text, null, files);
  }

  choose(seq: number, id: string, label: string): void {
    this.queue(label, { seq, id }, []);
  }

  /** Ask something beside messages; it is asked again after a loss until it is answered. */
  ask(question: Question): void {
    const frame = { ...question, client_id: this.world.uuid() } as AskFrame;
    this.become(conversations.ask(this.state, frame));
    this.connection.send(frame);
    this.connection.nudge();
  }

  forgetAsk(about: string): void {
    this.become(conversations.forgetAsk(this.state, about));
  }

  retry(clientId: string): void {
    const refused = outboxes.find(this.state.outbox, clientId);
    if (refused?.failure?.code !== outboxes.LOST) this.anew(refused);
    this.become(conversations.retry(this.state, clientId));
    const entry = outboxes.find(this.state.outbox, clientId);
    if (entry) this.post(entry);
  }

  discard(clientId: string): void {
    outboxes.find(this.state.outbox, clientId)?.files.forEach(({ key }) => this.uploads.cancel(key));
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

  private queue(text: string, choice: Entry["choice"], files: readonly FileRef[]): void {
    const { last: after } = this.state;
    const at = this.world.now().toISOString();
    const entry: Entry = { clientId: this.world.uuid(), text, at, after, choice, files, failure: null };
    this.typedAt = -Infinity;
    this.become(conversations.say(this.state, entry));
    this.post(entry);
    this.connection.start();
    this.connection.nudge();
  }

  /** The office may have refused the message for its files: give them once more, those we still have. */
  private anew(entry: Entry | undefined): void {
    const kept = entry?.files.filter(({ key }) => this.uploads.get(key)).map(({ key }) => key) ?? [];
    for (const key of kept) this.state = conversations.uploaded(this.state, key, null);
    this.uploads.again(kept);
  }

  private uploaded(key: string, id: string | null, failure: outboxes.Failure | null): void {
    const entry = this.state.outbox.find((one) => one.files.some((file) => file.key === key));
    if (!entry) return;
    if (failure) this.become(conversations.refuse(this.state, entry.clientId, failure));
    else this.become(conversations.uploaded(this.state, key, id));
    const now = outboxes.find(this.state.outbox, entry.clientId);
    if (now) this.post(now);
  }

  private post(entry: Entry): void {
    if (!outboxes.sendable([entry]).length) return;
    if (this.connection.send(outboxes.toFrame(entry))) this.awaitAck();
  }

  private awaitAck(): void {
    clearTimeout(this.ackTimer);
    if (outboxes.sendable(this.state.outbox).length === 0) return;
    this.ackTimer = setTimeout(() => this.connection.drop(), ACK_WITHIN_MS);
  }

  private hello(): HelloFrame {
    // Another tab may have begun the conversation meanwhile.
    const session = this.store.session();
    if (session !== this.state.session) this.become(conversations.begin(session, this.state.outbox));
    return {
      type: "hello",
      session,
      after: this.state.last,
      locale: this.locale,
      ...(this.user ? { user: this.user } : {}),
      ...(Object.keys(this.attributes).length > 0 ? { attributes: this.attributes } : {}),
    };
  }

  private take(frame: ServerFrame): boolean {
    const before = this.state;
    if (frame.type === "welcome" && this.late(frame.session)) return true;
    const { state, reconnect } = conversations.receive(before, frame);
    this.become(state);
    if (frame.type === "welcome") this.welcomed(before);
    if (frame.type === "typing") this.quietSoon();
    if (frame.type === "ack" || frame.type === "error") this.awaitAck();
    if (frame.type === "message") this.announce(before);
    if (frame.type === "error" && this.status === "connecting" && frame.retryMs === null) {
      return this.turnedAway(frame.code);
    }
    return reconnect;
  }

  /** Another tab got its session while we waited for ours: join it, so that there is one conversation. */
  private late(session: string): boolean {
    const theirs = this.store.session();
    return this.state.session === null && theirs !== null && theirs !== session;
  }

  private welcomed(before: Conversation): void {
    if (this.state.session) this.store.saveSession(this.state.session);
    const same = before.session === this.state.session;
    if (same && this.readUpTo <= this.state.target) return;
    this.readUpTo = 0;
    this.store.saveRead(0);
  }

  /** The office does not take our hello: leave out what it may not like, and keep what was not yet sent. */
  private turnedAway(code: string): boolean {
    const named = this.user !== null || Object.keys(this.attributes).length > 0;
    if (/session/i.test(code)) this.store.forgetSession();
    else if (named) {
      console.warn(`Tanya: the user or the attributes of this page were refused (${code}); the chat goes on without them`);
      this.user = null;
      this.attributes = {};
    } else return false;
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
      conversations.unanswered(this.state).forEach(({ frame }) => this.connection.send(frame));
      this.uploads.go();
    } else {
      clearTimeout(this.ackTimer);
      this.uploads.stop();
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
