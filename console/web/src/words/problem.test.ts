import { describe, expect, it } from "vitest";
import { ApiError, problem } from "../api/http";
import { explain } from "./problem";
import { sayIn } from "./Words";

const id = sayIn("id");
const en = sayIn("en");
const refused = (body: object, status = 409): ApiError => problem(status, JSON.stringify({ detail: "in English", ...body }));

describe("a refusal is said", () => {
  it("in the reader's language, with states and moves in their words", () => {
    const params = { status: "resolved", handler: "bot", verb: "snooze" };
    const error = refused({ code: "not_allowed", reason: "no_move", params });
    expect(explain(error, id)).toBe("Tiket berstatus “Selesai” yang ditangani bot tidak dapat ditunda.");
    expect(explain(error, en)).toBe("A ticket that is “Resolved” and handled by the bot cannot be snoozed.");
  });

  it("by its code where the reason is newer than this page, or lacks a value", () => {
    expect(explain(refused({ code: "empty", reason: "something_newer" }), id)).toBe("Belum ada yang ditulis.");
    expect(explain(refused({ code: "not_allowed", reason: "no_move" }), id)).toBe("Ini tidak mungkin sekarang.");
  });

  it.each([
    [{ code: "something_newer" }, 409, "Permintaan ditolak (409)."],
    [{ code: "toString" }, 409, "Permintaan ditolak (409)."],
    [{ code: "locked", params: { seconds: {} } }, 429, "Permintaan ditolak (429)."],
    [{}, 502, "Server sedang bermasalah (502). Coba lagi sebentar."],
  ])("%j, never in the server's English", (body, status, said) => {
    expect(explain(refused(body, status), id)).toBe(said);
  });

  it("even when nothing answered, or what failed is no answer at all", () => {
    expect(explain(new ApiError(0, "unreachable", null), en)).toContain("cannot be reached");
    expect(explain(new Error("x"), id)).toBe("Permintaan ditolak (?).");
  });

  it("as it is, where a value is a person's own word", () => {
    expect(explain(refused({ code: "in_use", params: { name: "{most} status" } }), id)).toContain("makro “{most} status”");
  });
});
