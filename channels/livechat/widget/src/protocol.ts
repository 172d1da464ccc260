// The frames of the live chat socket, and the reading of one that came in.

export type Locale = "id" | "en";
export type AuthorKind = "contact" | "bot" | "agent" | "system";
export type Handler = "bot" | "queue" | "agent";

export interface Author {
  readonly kind: AuthorKind;
  readonly name: string | null;
}

export interface Choice {
  readonly id: string;
  readonly label: string;
}

export interface Attachment {
  readonly name: string;
  readonly url: string | null;
}

export interface MessageFrame {
  readonly type: "message";
  readonly seq: number;
  readonly author: Author;
  readonly text: string;
  readonly at: string;
  readonly choices: readonly Choice[];
  readonly attachments: readonly Attachment[];
  readonly clientId: string | null;
}

export interface StateFrame {
  readonly type: "state";
  readonly handler: Handler;
  readonly position: number | null;
  readonly waitSeconds: number | null;
  /** The receipt number, where the server says it here too: a new chat has none at its welcome. */
  readonly ticket: string | null;
}

export type ServerFrame =
  | { readonly type: "welcome"; readonly session: string; readonly ticket: string | null; readonly seq: number }
  | { readonly type: "ack"; readonly clientId: string; readonly seq: number }
  | MessageFrame
  | { readonly type: "typing" }
  | { readonly type: "read"; readonly seq: number }
  | StateFrame
  | { readonly type: "error"; readonly code: string; readonly detail: string; readonly clientId: string | null };

export type ClientFrame =
  | { readonly type: "hello"; readonly session: string | null; readonly after: number; readonly locale: Locale }
  | { readonly type: "message"; readonly client_id: string; readonly text: string }
  | { readonly type: "choose"; readonly client_id: string; readonly seq: number; readonly choice: string }
  | { readonly type: "typing" }
  | { readonly type: "read"; readonly seq: number };

type Fields = Readonly<Record<string, unknown>>;

const AUTHORS: readonly string[] = ["contact", "bot", "agent", "system"];
const HANDLERS: readonly string[] = ["bot", "queue", "agent"];

/** The frame in `raw`, or null when it is not one we know: a newer server must not break an older page. */
export function parseFrame(raw: unknown): ServerFrame | null {
  const fields = typeof raw === "string" ? parseJson(raw) : null;
  if (!isFields(fields)) return null;
  switch (fields["type"]) {
    case "welcome":
      return welcome(fields);
    case "ack":
      return ack(fields);
    case "message":
      return message(fields);
    case "typing":
      return { type: "typing" };
    case "read":
      return isSeq(fields["seq"]) ? { type: "read", seq: fields["seq"] } : null;
    case "state":
      return state(fields);
    case "error":
      return {
        type: "error",
        code: text(fields["code"]) ?? "",
        detail: text(fields["detail"]) ?? "",
        clientId: text(fields["client_id"]),
      };
    default:
      return null;
  }
}

function welcome(fields: Fields): ServerFrame | null {
  const session = text(fields["session"]);
  const seq = fields["seq"];
  if (!session || !isSeq(seq)) return null;
  return { type: "welcome", session, ticket: text(fields["ticket"]), seq };
}

function ack(fields: Fields): ServerFrame | null {
  const clientId = text(fields["client_id"]);
  const seq = fields["seq"];
  return clientId && isSeq(seq) ? { type: "ack", clientId, seq } : null;
}

function message(fields: Fields): ServerFrame | null {
  const seq = fields["seq"];
  if (!isSeq(seq)) return null;
  return {
    type: "message",
    seq,
    author: author(fields["author"]),
    text: text(fields["text"]) ?? "",
    at: text(fields["at"]) ?? "",
    choices: list(fields["choices"], choice),
    attachments: list(fields["attachments"], attachment),
    clientId: text(fields["client_id"]),
  };
}

function state(fields: Fields): ServerFrame | null {
  const handler = fields["handler"];
  if (!oneOf<Handler>(handler, HANDLERS)) return null;
  return {
    type: "state",
    handler,
    position: number(fields["position"]),
    waitSeconds: number(fields["wait_seconds"]),
    ticket: text(fields["ticket"]),
  };
}

function author(value: unknown): Author {
  const fields = isFields(value) ? value : {};
  const kind = fields["kind"];
  return { kind: oneOf<AuthorKind>(kind, AUTHORS) ? kind : "system", name: text(fields["name"]) };
}

function choice(value: unknown): Choice | null {
  if (!isFields(value)) return null;
  const id = text(value["id"]);
  const label = text(value["label"]);
  return id && label ? { id, label } : null;
}

function attachment(value: unknown): Attachment | null {
  if (!isFields(value)) return null;
  const url = text(value["url"]);
  const name = text(value["name"]) ?? text(value["filename"]) ?? url;
  return name ? { name, url } : null;
}

function list<T>(value: unknown, read: (item: unknown) => T | null): readonly T[] {
  if (!Array.isArray(value)) return [];
  return value.map(read).filter((item): item is NonNullable<typeof item> => item !== null);
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function oneOf<T extends string>(value: unknown, known: readonly string[]): value is T {
  return typeof value === "string" && known.includes(value);
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}
