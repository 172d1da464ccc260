/** One request to the server, and the one kind of error it can end in. */

export class ApiError extends Error {
  /** status 0: no answer came at all. */
  constructor(
    readonly status: number,
    readonly code: string | null,
    readonly detail: string | null,
    /** Values of the sentence that says it to people; see words/problem.ts. */
    readonly params: Readonly<Record<string, string | number>> = {},
    /** Narrower than the code, where one code has several sentences. */
    readonly reason: string | null = null,
    /** What is wrong, one by one, where the server says so. */
    readonly errors: readonly Readonly<Record<string, unknown>>[] = [],
  ) {
    super(detail ?? `HTTP ${String(status)}`);
    this.name = "ApiError";
  }
}

export interface Ask {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** The page may be gone before the answer comes; the browser takes up to 64 kB so. */
  readonly keepalive?: boolean;
}

const PATIENCE_MS = 20_000;

/** The parsed JSON answer. Throws ApiError, or the signal's reason when the caller gave up. */
export async function request<T>(path: string, ask: Ask = {}): Promise<T> {
  const response = await reach(path, ask);
  const text = await response.text().catch(() => "");
  if (!response.ok) throw problem(response.status, text);
  if (text === "") return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ApiError(response.status, "not_json", null);
  }
}

async function reach(path: string, ask: Ask): Promise<Response> {
  const deadline = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await fetch(path, {
      method: ask.method ?? "GET",
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        ...(ask.body === undefined ? {} : { "Content-Type": "application/json" }),
        ...ask.headers,
      },
      body: ask.body === undefined ? null : JSON.stringify(ask.body),
      keepalive: ask.keepalive ?? false,
      signal: ask.signal === undefined ? deadline : AbortSignal.any([ask.signal, deadline]),
    });
  } catch (error) {
    if (ask.signal?.aborted === true) throw error;
    throw new ApiError(0, "unreachable", null);
  }
}

/** RFC 9457: `detail` says it best, else `title`. */
export function problem(status: number, text: string): ApiError {
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said === "object" && said !== null) {
      const detail = word(said, "detail") ?? word(said, "title");
      return new ApiError(status, word(said, "code"), detail, values(said), word(said, "reason"), list(said));
    }
  } catch {
    // A proxy's HTML page, or nothing: the status alone must do.
  }
  return new ApiError(status, null, null);
}

function list(said: object): readonly Readonly<Record<string, unknown>>[] {
  const errors: unknown = Reflect.get(said, "errors");
  return Array.isArray(errors) ? errors.filter((one): one is Record<string, unknown> => typeof one === "object" && one !== null) : [];
}

function word(said: object, name: string): string | null {
  const value: unknown = Reflect.get(said, name);
  return typeof value === "string" && value !== "" ? value : null;
}

function values(said: object): Readonly<Record<string, string | number>> {
  const params: unknown = Reflect.get(said, "params");
  if (typeof params !== "object" || params === null) return {};
  return Object.fromEntries(
    Object.entries(params).filter((one): one is [string, string | number] => ["string", "number"].includes(typeof one[1])),
  );
}
