import { describe, expect, it } from "vitest";
import type { Handler, Status } from "../api/types";
import { moreFor } from "./more";

const of = (status: Status, handler: Handler = "agent") => moreFor({ status, handler });

describe("further actions", () => {
  it("of a live ticket", () => expect(of("open", "queue")).toEqual(["snooze", "merge", "close", "spam"]));
  it("leave what the bot has awake", () => expect(of("open", "bot")).toEqual(["merge", "close", "spam"]));
  it.each([
    ["resolved", ["merge", "close", "spam"]],
    ["closed", ["merge"]],
    ["spam", ["not-spam"]],
    ["merged", ["unmerge"]],
  ] as const)("of one that is %s", (status, actions) => expect(of(status)).toEqual(actions));
});
