/** What arrives on the live socket, read with suspicion. */

export interface LiveEvent {
  readonly type: "event";
  readonly id: string;
  readonly kind: string;
  readonly ticket: string | null;
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
  | { readonly type: "resync" };

/** null: not a frame we know; ignored, so the server may add kinds. */
export function readFrame(raw: unknown): Frame | null {
  const frame = parse(raw);
  if (frame === null) return null;
  const id = name(frame["id"]);
  switch (frame["type"]) {
    case "resync":
      return { type: "resync" };
    case "ready":
      return id === null ? null : { type: "ready", id };
    case "event": {
      const kind = name(frame["kind"]);
      if (id === null || kind === null) return null;
      return { type: "event", id, kind, ticket: name(frame["ticket"]) };
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
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function name(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}
