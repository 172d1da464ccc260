import { describe, expect, it } from "vitest";
import { START, step } from "./fold";
import { readFrame } from "./frames";
import fixture from "./fixtures/fields.json";

/** What is on the screen, by the part that is read again. */
type Screen = Readonly<Record<string, unknown>>;

// Written by tests/console/test_fields.py: what was there before a command, what the socket said, what is there after it.
describe("the fold after each command about fields", () => {
  it.each(fixture)("$command: what is another is read again, and nothing is forgotten", ({ before, events, after }) => {
    let screen: Screen = before;
    let state = { ...START, cursor: before.ticket.cursor };
    for (const event of events) {
      const frame = readFrame(JSON.stringify(event));
      expect(frame).not.toBeNull();
      if (frame === null) return;
      const next = step(state, frame);
      state = { ...next.state, cursor: next.state.cursor ?? "" };
      for (const { what } of next.stale) {
        const part = Object.keys(after).find((name) => name === what);
        if (part !== undefined) screen = { ...screen, [part]: Reflect.get(after, part) as unknown };
      }
    }
    expect(withoutPlace(screen)).toEqual(withoutPlace(after));
    expect(withoutPlace(before)).not.toEqual(withoutPlace(after));
    expect(state.cursor).toBe(after.ticket.cursor);
  });

  it("holds no words of people", () => {
    const said = JSON.stringify(fixture.map(({ events }) => events));
    expect(said).toContain("ticket.field_changed");
    for (const word of ["Bangunan", "Building", "Praktik", '"pbg"', '"sip"', "Sari"]) expect(said).not.toContain(word);
  });
});

/** A cursor is a place in the log, and no part of what is shown. */
function withoutPlace(screen: Screen): unknown {
  return JSON.parse(JSON.stringify(screen, (key, value: unknown) => (key === "cursor" ? undefined : value)));
}
