// The conversation as a fold: state and a frame give the next state. No DOM, no socket, no clock.

import * as outboxes from "./outbox";
import type { Entry, Failure, Outbox } from "./outbox";
import type { MessageFrame, ServerFrame, StateFrame } from "./protocol";

export interface Message extends Omit<MessageFrame, "type"> {
  /** False while we know it only from our own outbox and an ack. */
  readonly echoed: boolean;
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
  /** How far the office has read. */
  readonly readByOffice: number;
  /** An error that belongs to no message. */
  readonly notice: Failure | null;
}

export interface Received {
  readonly state: Conversation;
  /** Something is missing: say hello again with what we have. */
  readonly reconnect: boolean;
}

export function begin(session: string | null, outbox: Outbox): Conversation {
  return {
    session,
    ticket: null,
    last: 0,
    target: 0,
    messages: [],
    outbox,
    handling: { handler: "bot", position: null, waitSeconds: null },
    typing: false,
    readByOffice: 0,
    notice: null,
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
      return kept({ ...state, typing: true });
    case "read":
      return kept({ ...state, readByOffice: Math.max(state.readByOffice, frame.seq) });
    case "state": {
      const { handler, position, waitSeconds } = frame;
      return kept({ ...state, handling: { handler, position, waitSeconds }, ticket: frame.ticket ?? state.ticket });
    }
    case "error":
      return kept(refused(state, frame.clientId, { code: frame.code, detail: frame.detail }));
  }
}

export function say(state: Conversation, entry: Entry): Conversation {
  return { ...state, outbox: outboxes.add(state.outbox, entry), notice: null };
}

export function retry(state: Conversation, clientId: string): Conversation {
  return { ...state, outbox: outboxes.revive(state.outbox, clientId), notice: null };
}

export function discard(state: Conversation, clientId: string): Conversation {
  return { ...state, outbox: outboxes.remove(state.outbox, clientId) };
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

function welcomed(state: Conversation, frame: Extract<ServerFrame, { type: "welcome" }>): Received {
  const { session, ticket, seq } = frame;
  const strange = (state.session !== null && state.session !== session) || seq < state.last;
  if (!strange) return kept({ ...state, session, ticket, target: seq });
  // Another conversation than the one we remember: forget ours, and read this one from its start.
  const fresh = { ...begin(session, state.outbox), ticket, target: seq };
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
      attachments: [],
      clientId,
      echoed: false,
    },
  );
}

function refused(state: Conversation, clientId: string | null, failure: Failure): Conversation {
  if (clientId && outboxes.find(state.outbox, clientId)) {
    return { ...state, outbox: outboxes.fail(state.outbox, clientId, failure) };
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
