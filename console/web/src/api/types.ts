/** What the server says: the shapes of the JSON API. */

import type { FieldChange, FieldValue } from "../fields/types";

export type Role = "agent" | "supervisor" | "admin";
export type Status = "new" | "open" | "pending" | "snoozed" | "resolved" | "closed" | "spam" | "merged";
export type Handler = "bot" | "queue" | "agent";
export type ChannelKind = "livechat" | "email" | "telegram";
export type AuthorKind = "contact" | "bot" | "agent" | "system";
export type DeliveryState = "queued" | "sent" | "delivered" | "read" | "bounced" | "blocked" | "failed" | "withdrawn";
export type Move = "take" | "release" | "return-to-bot" | "resolve" | "reopen";

/** What can be done with many tickets at once. */
export type BulkMove = "take" | "resolve" | "spam";

export interface Agent {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** What has to be done before anything else. */
  readonly owes?: readonly Debt[];
}
export type Debt = "password" | "totp";

export type Presence = "available" | "busy" | "away" | "offline";

export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Sees the tickets of their teams and their own, and no others. */
  readonly limited: boolean;
  readonly teams: readonly string[];
  readonly presence: Presence;
  /** null: they never opened a console. */
  readonly since: string | null;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: readonly string[];
}

export interface Channel {
  readonly name: string;
  readonly kind: ChannelKind;
}

export interface Ticket {
  readonly id: string;
  readonly number: string;
  readonly subject: string | null;
  readonly status: Status;
  readonly handler: Handler;
  readonly priority: string;
  readonly team: string | null;
  readonly agent: { readonly id: string; readonly name: string } | null;
  readonly contact: { readonly id: string; readonly name: string | null };
  /** The e-mail address the contact asked us to write to. */
  readonly reply_to?: string | null;
  readonly channels: readonly (Channel & { /** The contact wants no messages there. */ readonly blocked: boolean })[];
  /** An e-mail address of the contact is known. */
  readonly has_email: boolean;
  readonly tags: readonly string[];
  /** What stands in the office's own fields, by key; empty ones are left out. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly locale: "id" | "en";
  readonly created_at: string;
  readonly updated_at: string;
  readonly waiting_since: string | null;
  /** Until when the citizen should have a person's word; null: nobody owes one, or the office has set no targets. */
  readonly due_at: string | null;
  /** Numbers of other tickets: the closed one it goes on from, the one it may belong to, the one it is in now. */
  readonly follows: string | null;
  readonly maybe: string | null;
  readonly merged_into: string | null;
  readonly version: number;
  readonly preview: string | null;
  /** From here on: known of a ticket that was read by itself, not in a list. */
  readonly visitor?: Visitor | null;
  readonly rating?: Rating | null;
  readonly snoozed_until?: string | null;
  /** Numbers of those that were merged into it, and split off it; of the one it was split off. */
  readonly merged?: readonly string[];
  readonly split_off?: readonly string[];
  readonly split_from?: string | null;
}

/** What the page that the citizen chats on told of them; only `user` is proven. */
export interface Visitor {
  readonly user: string | null;
  readonly name: string;
  readonly email: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Rating {
  /** 1 to 5, the best. */
  readonly score: number;
  readonly comment: string;
  readonly at: string;
}

/** Why a message is not with its reader, or a channel does not work. */
export type Cause = "unreachable" | "not_now" | "setup" | "refused" | "discarded" | "own";

export interface Delivery {
  readonly state: DeliveryState;
  /** In the words of whoever said so. */
  readonly reason: string | null;
  readonly cause?: Cause | null;
  readonly next_try: string | null;
  /** Until then its writer can take it back; for others, and later, null. */
  readonly undo_until: string | null;
  /** It was left unread in a chat and went on by e-mail as well: how far that came. */
  readonly mailed?: DeliveryState | null;
}

export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly url: string;
}

export interface Message {
  readonly id: string;
  readonly conversation: string;
  readonly channel: Channel;
  readonly seq: number | null;
  readonly author: { readonly kind: AuthorKind; readonly name: string | null };
  readonly text: string;
  /** The address of a page that shows it as its sender formatted it. */
  readonly html: string | null;
  /** Rich text that an agent wrote, cleaned; null: it is plain. */
  readonly rich?: string | null;
  /** That page has pictures of other servers; they are fetched when asked for. */
  readonly pictures: boolean;
  /** Where the mail lies as it came. */
  readonly original: string | null;
  /** Earlier mails and the signature: folded away until asked for. */
  readonly quoted: string;
  readonly private: boolean;
  readonly at: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly attachments: readonly Attachment[];
  readonly delivery: Delivery | null;
  readonly trust: "verified" | "unverified" | "failed" | null;
  readonly third_party: boolean;
  /** A note for this agent, by id. */
  readonly whisper?: string | null;
  /** A new wording of an earlier message: of the one with this `seq`, if it is here. */
  readonly edited: boolean;
  readonly edits: number | null;
  /** The system tells of a field that was set. */
  readonly field?: FieldChange | null;
  /** The bot proposed it, and an agent sent it. */
  readonly suggested?: "unchanged" | "edited" | null;
}

/** A piece of a text; hit: it is what was searched for. */
export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** A ticket that was found, and by what. */
export interface Hit {
  readonly where: "number" | "contact" | "message";
  readonly ticket: Ticket;
  readonly at: string;
  readonly pieces: readonly Piece[];
  /** The message that was found, as the next two; null for what was found by name. */
  readonly message: string | null;
  readonly channel: Channel | null;
  readonly author: { readonly kind: AuthorKind; readonly name: string | null } | null;
  readonly private: boolean;
}

export interface SetAside {
  readonly id: string;
  readonly at: string;
  readonly reason: string;
  readonly external_id: string;
}

/** What became of every mail of a mailbox. */
export interface Mailbox {
  readonly channel: string;
  readonly seen: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly waiting: number;
  readonly balanced: boolean;
  readonly set_aside: readonly SetAside[];
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}

export interface Counts {
  /** By view. */
  readonly counts: Readonly<Record<string, number>>;
  /** What is open, by team. */
  readonly teams: Readonly<Record<string, number>>;
  /** By saved filter. */
  readonly filters: Readonly<Record<string, number>>;
  /** A count stops here. */
  readonly bound: number;
}
