/** A ticket and a message for tests. */

import type { Message, Ticket } from "./api/types";

const LIVECHAT = { name: "livechat", kind: "livechat" } as const;

export function aTicket(change: Partial<Ticket> = {}): Ticket {
  return {
    id: "0199",
    number: "PTSP-2026-000001-K",
    subject: "Syarat NIB",
    status: "open",
    handler: "agent",
    priority: "normal",
    team: null,
    agent: { id: "a1", name: "Siti" },
    contact: { id: "c1", name: "Budi" },
    channels: [{ ...LIVECHAT, blocked: false }],
    has_email: false,
    tags: [],
    fields: {},
    locale: "id",
    created_at: "2026-09-03T07:00:00Z",
    updated_at: "2026-09-03T07:05:00Z",
    waiting_since: null,
    due_at: null,
    follows: null,
    maybe: null,
    merged_into: null,
    version: 1,
    preview: "Halo",
    ...change,
  };
}

export function aMessage(change: Partial<Message> = {}): Message {
  return {
    id: "m1",
    conversation: "k1",
    channel: LIVECHAT,
    seq: 1,
    author: { kind: "contact", name: "Budi" },
    text: "Halo",
    html: null,
    private: false,
    at: "2026-09-03T07:05:00Z",
    choices: [],
    attachments: [],
    delivery: null,
    trust: null,
    third_party: false,
    edited: false,
    edits: null,
    pictures: false,
    original: null,
    quoted: "",
    ...change,
  };
}
