/** What the server says of a contact. */

import type { ChannelKind, Handler, Status } from "../api/types";

export type Verified = "provider" | "signed" | "session" | "token" | "link" | "said" | "none";

export interface Identity {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly address: string;
  readonly verified: Verified;
  readonly verified_at: string | null;
  /** Since when they do not want our messages there. */
  readonly blocked_at: string | null;
  readonly created_at: string;
  /** The contact it was moved here from by a merge. */
  readonly came_with: string | null;
}

export interface ContactTicket {
  readonly number: string;
  readonly subject: string;
  readonly status: Status;
  readonly handler: Handler;
  readonly updated_at: string;
  readonly came_with: string | null;
}

export interface ContactRow {
  readonly id: string;
  readonly name: string;
  readonly locale: "id" | "en";
  readonly note: string;
  readonly reply_to: string | null;
  readonly created_at: string;
  readonly identities: readonly Identity[];
}

export interface Contact extends ContactRow {
  readonly merged_into: { readonly id: string; readonly name: string } | null;
  readonly merged: readonly { readonly id: string; readonly name: string }[];
  readonly ticket_count: number;
}

export type Change = Partial<Pick<ContactRow, "name" | "note" | "locale">>;
