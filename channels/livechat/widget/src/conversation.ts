// The conversation as a fold: state and a frame give the next state. No DOM, no socket, no clock.

import * as outboxes from "./outbox";
import type { Entry, Failure, FileRef, Outbox } from "./outbox";
import type { AskFrame, Attachment, MessageFrame, Options, ServerFrame, StateFrame, WelcomeFrame } from "./protocol";

export interface Message extends Omit<MessageFrame, "type"> {
  /** False while we know it only from our own outbox and an ack. */
  readonly echoed: boolean;
}

/** Something asked of the office beside messages, and what came of it. */
export interface Ask {
  readonly frame: AskFrame;
  readonly answer: { readonly url: string; readonly until: string } | null;
  readonly failure: Failure | null;
}

export interface Conversation {
  readonly session: string | null;
  readonly ticket: string | null;
  /** The highest seq up to which nothing is missing. */
  readonly last: number;
  /** The seq the server had when it welcomed us: below it we are still catching up. */
  readonly target: number;
  readonly messages: readonly Message[];
  readonly outbox: Outbox;
  readonly handling: Omit<StateFrame, "type" | "ticket">;
  readonly typing: boolean;
  readonly typist: string | null;
  /** How far the office has read. */
  readonly readByOffice: number;
  /** An error that belongs to no message. */
  readonly notice: Failure | null;
  readonly options: Options;
  readonly asks: readonly Ask[];
}

export interface Received {
  readonly state: Conversation;
  /** Something is missing: say hello again with what we have. */
  readonly reconnect: boolean;
}

const START: Conversation["handling"] = {
  handler: "bot",
  position: null,
  waitSeconds: null,
  status: null,
  agent: null,
  open: null,
  opensAt: null,
  mayRate: false,
};

export function begin(session: string | null, outbox: Outbox): Conversation {
  return {
    session,
    ticket: null,
    last: 0,
    target: 0,
    messages: [],
    outbox,
    handling: START,
    typing: false,
    typist: null,
    readByOffice: 0,
    notice: null,
    options: { upload: null, ways: [], mail: false },
    asks: [],
  };
}

export function receive(state: Conversation, frame: ServerFrame): Received {
  switch (frame.type) {
    case "welcome":
      return welcomed(state, frame);
    case "ack":
      return kept(acknowledged(state, frame.clientId, frame.seq));
    case "message":
      return arrived(state, frame);
    case "typing":
      return kept({ ...state, typing: true, typist: frame.name });
    case "read":
      return kept({ ...state, readByOffice: Math.max(state.readByOffice, frame.seq) });
    case "state": {
      const { type: _, ticket, ...handling } = frame;
      return kept({ ...state, handling, ticket: ticket ?? state.ticket });
    }
    case "done":
    case "link": {
      const { url, until } = frame.type === "link" ? frame : { url: "", until: "" };
      return kept(answered(state, frame.clientId, { answer: { url, until }, failure: null }));
    }
    case "bye": // The connection has dealt with it.
      return kept(state);
    case "error":
      return kept(refused(state, frame.clientId, { code: frame.code, detail: frame.detail }));
  }
}

export function say(state: Conversation, entry: Entry): Conversation {
  return { ...state, outbox: outboxes.add(state.outbox, entry), notice: null };
}

/** Another tab has put a message into the outbox it shares with us, or taken it out. */
export function beside(state: Conversation, clientId: string, entry: Entry | null): Conversation {
  const known = outboxes.find(state.outbox, clientId);
  if (!entry) return known ? discard(state, clientId) : state;
  const whole = outboxes.sendable([entry]).length > 0;
  const shown = state.messages.some((message) => message.clientId === clientId);
  return known || !whole || shown ? state : { ...state, outbox: outboxes.add(state.outbox, entry) };
}

/** The file under `key` is at the server as `id`, or no longer. */
export function uploaded(state: Conversation, key: string, id: string | null): Conversation {
  return { ...state, outbox: outboxes.uploaded(state.outbox, key, id) };
}

export function refuse(state: Conversation, clientId: string, failure: Failure): Conversation {
  return { ...state, outbox: outboxes.fail(state.outbox, clientId, failure) };
}

export function retry(state: Conversation, clientId: string): Conversation {
  return { ...state, outbox: outboxes.revive(state.outbox, clientId), notice: null };
}

export function discard(state: Conversation, clientId: string): Conversation {
  return { ...state, outbox: outboxes.remove(state.outbox, clientId) };
}

/** The same once more takes the place of the last try. */
export function ask(state: Conversation, frame: AskFrame): Conversation {
  const others = state.asks.filter((one) => topic(one.frame) !== topic(frame));
  return { ...state, asks: [...others, { frame, answer: null, failure: null }] };
}

export function askedAbout(state: Conversation, about: string): Ask | undefined {
  return state.asks.find((one) => topic(one.frame) === about);
}

export function forgetAsk(state: Conversation, about: string): Conversation {
  return { ...state, asks: state.asks.filter((one) => topic(one.frame) !== about) };
}

export function unanswered(state: Conversation): readonly Ask[] {
  return state.asks.filter((one) => !one.answer && !one.failure);
}

function topic(frame: AskFrame): string {
  return frame.type === "continue" ? frame.channel : frame.type;
}

function answered(state: Conversation, clientId: string, more: Pick<Ask, "answer" | "failure">): Conversation {
  const asks = state.asks.map((one) => (one.frame.client_id === clientId ? { ...one, ...more } : one));
  return { ...state, asks };
}

export function quiet(state: Conversation): Conversation {
  return { ...state, typing: false };
}

export function caughtUp(state: Conversation): boolean {
  return state.last >= state.target;
}

function kept(state: Conversation): Received {
  return { state, reconnect: false };
}

function welcomed(state: Conversation, frame: WelcomeFrame): Received {
  const { session, ticket, seq, options } = frame;
  const strange = (state.session !== null && state.session !== session) || seq < state.last;
  if (!strange) return kept({ ...state, session, ticket, target: seq, options, notice: null });
  // Another conversation than the one we remember: forget ours, and read this one from its start.
  const fresh = { ...begin(session, state.outbox), ticket, target: seq, options };
  return { state: fresh, reconnect: state.last > 0 };
}

function arrived(state: Conversation, frame: MessageFrame): Received {
  if (frame.seq > state.last + 1) return { state, reconnect: true };
  const known = state.messages.find((message) => message.seq === frame.seq);
  if (known?.echoed || (!known && frame.seq <= state.last)) return kept(state);
  const { type: _, ...fields } = frame;
  const own = frame.author.kind === "contact";
  const clientId = frame.clientId ?? known?.clientId ?? (own ? claim(state, frame) : null);
  const outbox = frame.clientId ? outboxes.remove(state.outbox, frame.clientId) : state.outbox;
  const typing = own && state.typing;
  return kept(put({ ...state, outbox, typing }, { ...fields, clientId, echoed: true }));
}

/** The entry an echo without a client_id most likely is; it stays in the outbox until its ack says so. */
function claim(state: Conversation, frame: MessageFrame): string | null {
  const taken = new Set(state.messages.map((message) => message.clientId));
  const entry = state.outbox.find(
    (one) => one.text === frame.text && one.after < frame.seq && !one.failure && !taken.has(one.clientId),
  );
  return entry?.clientId ?? null;
}

function acknowledged(state: Conversation, clientId: string, seq: number): Conversation {
  const entry = outboxes.find(state.outbox, clientId);
  const known = state.messages.find((message) => message.seq === seq);
  const next = { ...state, outbox: outboxes.remove(state.outbox, clientId), notice: null };
  // A wrong guess lets go of the id: it belongs to exactly one message.
  const messages = next.messages.map((message) =>
    message.clientId === clientId && message.seq !== seq ? { ...message, clientId: null } : message,
  );
  if (known) return put({ ...next, messages }, { ...known, clientId });
  if (!entry) return { ...next, messages };
  return put(
    { ...next, messages },
    {
      seq,
      author: { kind: "contact", name: null },
      text: entry.text,
      at: entry.at,
      choices: [],
      attachments: entry.files.map(attached),
      clientId,
      lead: "",
      cards: [],
      close: "",
      echoed: false,
    },
  );
}

/** A file of our own as the server will show it. */
export function attached({ id, name, mediaType, size }: FileRef): Attachment {
  return { id, name, mediaType, size, url: null };
}

function refused(state: Conversation, clientId: string | null, failure: Failure): Conversation {
  if (clientId && outboxes.find(state.outbox, clientId)) {
    return refuse(state, clientId, failure);
  }
  if (clientId && state.asks.some((one) => one.frame.client_id === clientId)) {
    return answered(state, clientId, { answer: null, failure });
  }
  return { ...state, notice: failure };
}

/** With `message` in its place by seq, and `last` moved over all that is now whole. */
function put(state: Conversation, message: Message): Conversation {
  const others = state.messages.filter((one) => one.seq !== message.seq);
  const at = others.findIndex((one) => one.seq > message.seq);
  const messages = [...others];
  messages.splice(at < 0 ? messages.length : at, 0, message);
  const seqs = new Set(messages.map((one) => one.seq));
  let last = state.last;
  while (seqs.has(last + 1)) last += 1;
  return { ...state, messages, last };
}
