/** What the server says to those who supervise. */

import type { Status } from "../api/types";

export interface Person {
  readonly id: string;
  readonly name: string;
}

export type Outcome = "bot" | "person" | "open";

export interface TranscriptRow {
  readonly number: string;
  readonly subject: string;
  readonly contact: Person;
  readonly agent: Person | null;
  readonly channels: readonly string[];
  readonly status: Status;
  readonly outcome: Outcome | "other";
  readonly rating: number | null;
  readonly created_at: string;
  readonly resolved_at: string | null;
}

export interface AuditLine {
  readonly id: number;
  readonly at: string;
  readonly agent: Person;
  readonly action: "opened" | "original" | "attachment" | "exported";
  readonly ticket: string | null;
  readonly reason: string;
  readonly origin: string;
  readonly seal: string;
}

export interface Wall {
  readonly at: string;
  readonly queue: {
    readonly waiting: number;
    readonly since: string | null;
    readonly wait_seconds: number | null;
    readonly open: boolean | null;
  };
  readonly agents: readonly {
    readonly agent: Person;
    readonly handling: number;
    readonly answering: number;
    readonly oldest: string | null;
  }[];
  readonly channels: readonly { readonly name: string; readonly bot: number; readonly queue: number; readonly agent: number }[];
  readonly oldest: readonly {
    readonly number: string;
    readonly subject: string;
    readonly contact: string;
    readonly waiting_since: string;
    readonly handed_off_for: string | null;
    readonly priority: string;
  }[];
}

export type Unit = "tickets" | "seconds" | "share" | "messages" | "ratings" | "score";

export interface Figure {
  readonly part: string;
  readonly name: string;
  readonly value: number | null;
  readonly of: number | null;
}

export interface Metric {
  readonly metric: string;
  readonly unit: Unit;
  readonly figures: readonly Figure[];
}

export interface Report {
  readonly since: string;
  readonly until: string;
  readonly zone: string;
  readonly metrics: readonly Metric[];
}

export interface Behind {
  readonly number: string;
  readonly subject: string;
  readonly created_at: string;
  readonly seconds: number | null;
}
