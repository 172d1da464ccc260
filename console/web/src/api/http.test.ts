import { afterEach, describe, expect, it, vi } from "vitest";
import { worthRetrying } from "./cache";
import { ApiError, problem, request } from "./http";

afterEach(() => void vi.unstubAllGlobals());
const answer = (body: string | null, status: number): void => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status })));
};
const failure = (): Promise<unknown> => request("/x").then(() => null, (error: unknown) => error);

describe("request", () => {
  it("gives the JSON, or nothing for 204", async () => {
    answer('{"a":1}', 200);
    expect(await request("/x")).toEqual({ a: 1 });
    answer(null, 204);
    expect(await request("/x")).toBeUndefined();
  });

  it("says what the server said", async () => {
    answer('{"title":"Conflict","detail":"Sudah diambil Joko.","code":"taken"}', 409);
    expect(await failure()).toMatchObject({ status: 409, code: "taken", detail: "Sudah diambil Joko." });
  });

  it("is status 0 when nothing answers, and an error when a page comes instead of JSON", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await failure()).toMatchObject({ status: 0 });
    answer("<html>", 200);
    expect(await failure()).toMatchObject({ status: 200, code: "not_json" });
  });

  it("passes on the caller's own change of mind", async () => {
    const gone = new DOMException("gone", "AbortError");
    vi.stubGlobal("fetch", () => Promise.reject(gone));
    await expect(request("/x", { signal: AbortSignal.abort(gone) })).rejects.toBe(gone);
  });
});

describe("problem", () => {
  it.each(["", "<html>502</html>", "null", '"x"', '{"detail":7}'])("%s: the status alone", (text) => {
    expect(problem(502, text)).toMatchObject({ status: 502, code: null, detail: null });
  });
  it("falls back on the title", () => expect(problem(400, '{"title":"Bad"}').detail).toBe("Bad"));
});

describe("retries", () => {
  it("are for passing trouble only, and few", () => {
    const of = (status: number): ApiError => new ApiError(status, null, null);
    expect([0, 503, 409, 401].map((status) => worthRetrying(0, of(status)))).toEqual([true, true, false, false]);
    expect(worthRetrying(2, of(0))).toBe(false);
  });
});
