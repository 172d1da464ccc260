/** What arrives on the live socket, read with suspicion. */

export interface LiveEvent {
  readonly type: "event";
  readonly id: string;
  readonly kind: string;
  readonly ticket: string | null;
  /** Who did it: `contact`, `bot`, `system`, `agent:<id>`. */
  readonly actor?: string | null;
  /** Ids and states. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** An id as the log writes it: hex without dashes. */
export function asLogged(id: string): string {
  return id.replaceAll("-", "");
}

/** What a colleague does on a ticket; no event, and never sent again. */
export interface ColleagueFrame {
  readonly type: "colleague";
  readonly ticket: string;
  readonly agent: string;
  readonly doing: "viewing" | "typing" | "left";
}

export type Frame =
  | LiveEvent
  | ColleagueFrame
  | { readonly type: "presence" }
  | { readonly type: "teams" }
  | { readonly type: "gone"; readonly ticket: string }
  | { readonly type: "ready"; readonly id: string }
  /** An agent's own draft is another, here or in another browser. */
  | { readonly type: "draft"; readonly ticket: string }
  /** Canned responses or macros are others. */
  | { readonly type: "prepared" }
  /** The fields of tickets are defined anew. */
  | { readonly type: "fields" }
  | { readonly type: "resync" }
  /** The citizen of this ticket types. */
  | { readonly type: "typing"; readonly ticket: string };

/** null: not a frame we know; ignored, so the server may add kinds. */
export function readFrame(raw: unknown): Frame | null {
  const frame = parse(raw);
  if (frame === null) return null;
  const id = name(frame["id"]);
  switch (frame["type"]) {
    case "resync":
    case "prepared":
    case "fields":
      return { type: frame["type"] };
    case "draft": {
      const ticket = name(frame["ticket"]);
      return ticket === null ? null : { type: "draft", ticket };
    }
    case "ready":
      return id === null ? null : { type: "ready", id };
    case "typing": {
      const ticket = name(frame["ticket"]);
      return ticket === null ? null : { type: "typing", ticket };
    }
    case "event": {
      const kind = name(frame["kind"]);
      if (id === null || kind === null) return null;
      return { type: "event", id, kind, ticket: name(frame["ticket"]), actor: name(frame["actor"]), facts: record(frame["facts"]) };
    }
    case "presence":
      return { type: "presence" };
    case "teams":
      return { type: "teams" };
    case "gone": {
      const ticket = name(frame["ticket"]);
      return ticket === null ? null : { type: "gone", ticket };
    }
    case "colleague":
      return colleague(frame);
    default:
      return null;
  }
}

function colleague(frame: Readonly<Record<string, unknown>>): ColleagueFrame | null {
  const ticket = name(frame["ticket"]);
  const agent = name(frame["agent"]);
  const doing = frame["doing"];
  if (ticket === null || agent === null) return null;
  if (doing !== "viewing" && doing !== "typing" && doing !== "left") return null;
  return { type: "colleague", ticket, agent, doing };
}

function parse(raw: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof raw !== "string") return null;
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "object" && value !== null ? record(value) : null;
  } catch {
    return null;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function name(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}
