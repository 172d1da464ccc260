import { describe, expect, it } from "vitest";
import type { Agent, Handler, Status } from "../api/types";
import { movesFor } from "./allowed";

const siti: Agent = { id: "a1", email: "siti@example.go.id", name: "Siti", role: "agent" };
const lead: Agent = { ...siti, id: "s1", role: "supervisor" };
const stand = (status: Status, handler: Handler, agent: string | null = null) => ({
  status,
  handler,
  agent: agent === null ? null : { id: agent, name: agent },
});

describe("moves", () => {
  it("with the bot: take or resolve", () => {
    expect(movesFor(stand("open", "bot"), siti)).toEqual(["take", "resolve"]);
  });
  it("in the queue: also back to the bot", () => {
    expect(movesFor(stand("new", "queue"), siti)).toEqual(["take", "return-to-bot", "resolve"]);
  });
  it("mine: all but take", () => {
    expect(movesFor(stand("open", "agent", "a1"), siti)).toEqual(["release", "return-to-bot", "resolve"]);
  });
  it("another's: take; a supervisor may also send it away", () => {
    expect(movesFor(stand("open", "agent", "a2"), siti)).toEqual(["take", "resolve"]);
    expect(movesFor(stand("open", "agent", "a2"), lead)).toEqual(["take", "release", "return-to-bot", "resolve"]);
  });
  it.each(["resolved", "closed"] as const)("%s: reopen", (status) => {
    expect(movesFor(stand(status, "agent", "a1"), siti)).toEqual(["reopen"]);
  });
  it.each(["spam", "merged"] as const)("%s: nothing", (status) => {
    expect(movesFor(stand(status, "queue"), siti)).toEqual([]);
  });
});
