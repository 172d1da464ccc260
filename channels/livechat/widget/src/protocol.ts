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
  readonly id: string | null;
  readonly name: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number | null;
  readonly url: string | null;
}

/** One fact of an answer, with where it is from and the date it was true on. */
export interface Card {
  readonly text: string;
  readonly source: string;
  readonly asOf: string;
  readonly certain: boolean;
}

export type Way = "telegram" | "email";

/** What this office offers; an older server says nothing, and then it offers nothing. */
export interface Options {
  readonly upload: { readonly maxBytes: number; readonly types: readonly string[] } | null;
  readonly ways: readonly Way[];
  /** Transcript and contact by e-mail are possible. */
  readonly mail: boolean;
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
  readonly lead: string;
  readonly cards: readonly Card[];
  readonly close: string;
}

export interface StateFrame {
  readonly type: "state";
  readonly handler: Handler;
  readonly position: number | null;
  readonly waitSeconds: number | null;
  /** The receipt number, where the server says it here too: a new chat has none at its welcome. */
  readonly ticket: string | null;
  readonly status: string | null;
  /** The officer's name. */
  readonly agent: string | null;
  /** Whether officers are at work now; null when the office has said no hours. */
  readonly open: boolean | null;
  readonly opensAt: string | null;
  readonly mayRate: boolean;
}

export interface WelcomeFrame {
  readonly type: "welcome";
  readonly session: string;
  readonly ticket: string | null;
  readonly seq: number;
  readonly options: Options;
}

export interface ErrorFrame {
  readonly type: "error";
  readonly code: string;
  readonly detail: string;
  readonly clientId: string | null;
  /** When it is worth trying again. */
  readonly retryMs: number | null;
}

export type ServerFrame =
  | WelcomeFrame
  | { readonly type: "ack"; readonly clientId: string; readonly seq: number }
  | MessageFrame
  | { readonly type: "typing"; readonly name: string | null }
  | { readonly type: "read"; readonly seq: number }
  | StateFrame
  | { readonly type: "done"; readonly clientId: string }
  | { readonly type: "link"; readonly clientId: string; readonly url: string; readonly until: string }
  | { readonly type: "bye"; readonly retryMs: number }
  | ErrorFrame;

/** Who the host page says the citizen is; the server believes it by the `hmac` or the `jwt`. */
export interface User {
  readonly id: string;
  readonly hmac?: string;
  readonly jwt?: string;
  readonly name?: string;
  readonly email?: string;
}

export interface HelloFrame {
  readonly type: "hello";
  readonly session: string | null;
  readonly after: number;
  readonly locale: Locale;
  readonly user?: User;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What is asked of the office beside messages: answered with done, link or an error. */
export type AskFrame =
  | { readonly type: "rate"; readonly client_id: string; readonly score: number; readonly comment?: string }
  | { readonly type: "contact"; readonly client_id: string; readonly email: string; readonly name?: string }
  | { readonly type: "transcript"; readonly client_id: string; readonly email: string }
  | { readonly type: "continue"; readonly client_id: string; readonly channel: Way };

export type ClientFrame =
  | HelloFrame
  | { readonly type: "message"; readonly client_id: string; readonly text: string; readonly attachments?: readonly string[] }
  | { readonly type: "choose"; readonly client_id: string; readonly seq: number; readonly choice: string }
  | { readonly type: "typing" | "ping" }
  | { readonly type: "read"; readonly seq: number }
  | AskFrame;

type Fields = Readonly<Record<string, unknown>>;

const AUTHORS: readonly string[] = ["contact", "bot", "agent", "system"];
const HANDLERS: readonly string[] = ["bot", "queue", "agent"];
const WAYS: readonly string[] = ["telegram", "email"];

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
      return { type: "typing", name: author(fields["author"]).name };
    case "read":
      return isSeq(fields["seq"]) ? { type: "read", seq: fields["seq"] } : null;
    case "state":
      return state(fields);
    case "done":
    case "link":
      return answer(fields, fields["type"]);
    case "bye":
      return { type: "bye", retryMs: number(fields["retry_ms"]) ?? 0 };
    case "error":
      return {
        type: "error",
        code: text(fields["code"]) ?? "",
        detail: text(fields["detail"]) ?? "",
        clientId: text(fields["client_id"]),
        retryMs: number(fields["retry_ms"]),
      };
    default:
      return null;
  }
}

function welcome(fields: Fields): ServerFrame | null {
  const session = text(fields["session"]);
  const seq = fields["seq"];
  if (!session || !isSeq(seq)) return null;
  return { type: "welcome", session, ticket: text(fields["ticket"]), seq, options: options(fields["options"]) };
}

function options(value: unknown): Options {
  const fields = isFields(value) ? value : {};
  const upload = isFields(fields["upload"]) ? fields["upload"] : {};
  const maxBytes = number(upload["max_bytes"]);
  return {
    upload: maxBytes ? { maxBytes, types: list(upload["types"], text) } : null,
    ways: list(fields["continue"], (way) => (oneOf<Way>(way, WAYS) ? way : null)),
    mail: fields["mail"] === true,
  };
}

function answer(fields: Fields, type: "done" | "link"): ServerFrame | null {
  const clientId = text(fields["client_id"]);
  const url = text(fields["url"]);
  if (!clientId || (type === "link" && !url)) return null;
  return type === "done" ? { type, clientId } : { type, clientId, url: url ?? "", until: text(fields["until"]) ?? "" };
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
    lead: text(fields["lead"]) ?? "",
    cards: list(fields["cards"], card),
    close: text(fields["close"]) ?? "",
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
    status: text(fields["status"]),
    agent: text(fields["agent"]),
    open: typeof fields["open"] === "boolean" ? fields["open"] : null,
    opensAt: text(fields["opens_at"]),
    mayRate: fields["may_rate"] === true,
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

function card(value: unknown): Card | null {
  const said = isFields(value) ? text(value["text"]) : null;
  if (!isFields(value) || !said) return null;
  const { source, as_of: asOf, certain } = value;
  return { text: said, source: text(source) ?? "", asOf: text(asOf) ?? "", certain: certain !== false };
}

function attachment(value: unknown): Attachment | null {
  if (!isFields(value)) return null;
  const url = text(value["url"]);
  const name = text(value["name"]) ?? text(value["filename"]) ?? url;
  const mediaType = text(value["media_type"]) ?? "";
  return name ? { id: text(value["id"]), name, mediaType, size: number(value["size"]), url } : null;
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
