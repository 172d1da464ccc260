/** What the server says: the shapes of the JSON API. */

export type Role = "agent" | "supervisor" | "admin";
export type Status = "new" | "open" | "pending" | "snoozed" | "resolved" | "closed" | "spam" | "merged";
export type Handler = "bot" | "queue" | "agent";
export type ChannelKind = "livechat" | "email" | "telegram";
export type AuthorKind = "contact" | "bot" | "agent" | "system";
export type DeliveryState = "queued" | "sent" | "delivered" | "read" | "bounced" | "blocked" | "failed";
export type Move = "take" | "release" | "return-to-bot" | "resolve" | "reopen";

export interface Agent {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
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
  readonly channels: readonly Channel[];
  readonly tags: readonly string[];
  readonly locale: "id" | "en";
  readonly created_at: string;
  readonly updated_at: string;
  readonly waiting_since: string | null;
  readonly version: number;
  readonly preview: string | null;
}

export interface Delivery {
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly next_try: string | null;
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
  readonly html: string | null;
  readonly private: boolean;
  readonly at: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly attachments: readonly Attachment[];
  readonly delivery: Delivery | null;
  readonly trust: "verified" | "unverified" | "failed" | null;
  readonly third_party: boolean;
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}
