import { describe, expect, it } from "vitest";
import { aMessage } from "../testTicket";
import { splittable } from "./splittable";

describe("splittable", () => {
  it("is what the citizen wrote after something else in the same conversation", () => {
    const note = aMessage({ id: "n", seq: null, private: true, author: { kind: "agent", name: "Siti" } });
    const answer = aMessage({ id: "b", seq: 2, author: { kind: "bot", name: "Tanya" } });
    const mail = aMessage({ id: "m", conversation: "k2", seq: 1 });
    const messages = [note, aMessage({ id: "a", seq: 1 }), answer, aMessage({ id: "c", seq: 3 }), mail];
    expect([...splittable(messages)]).toEqual(["c"]);
  });
});
