/**
 * Replays what the server really sends (`tests/console/test_replay.py` writes the fixtures): whatever a command changes
 * on a screen must be marked stale by the frames that came with it, or it would stay as it was.
 */

import { QueryClient, type QueryKey } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { keys } from "../api/keys";
import { botKey } from "../botpanel/api";
import { step, type LiveState } from "./fold";
import { readFrame } from "./frames";
import { createRereader } from "./reread";

interface Fixture {
  readonly command: string;
  readonly scene: string;
  /** What differs, by the key of its query, its parts joined by spaces. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly type: string }[];
  readonly after: Readonly<Record<string, unknown>>;
}

const FILES = import.meta.glob<readonly Fixture[]>("./fixtures/*.json", { eager: true, import: "default" });
const FIXTURES = Object.values(FILES).flat();
const LIVE: LiveState = { cursor: "before", seen: [] };

function keyOf(resource: string): QueryKey {
  const [head = "", one = "", rest] = resource.split(" ");
  switch (head) {
    case "session":
      return keys.session;
    case "counts":
      return keys.counts;
    case "tags":
      return keys.tags;
    case "fields":
      return keys.fields;
    case "colleagues":
      return keys.colleagues;
    case "teams":
      return keys.teams;
    case "lists":
      return one === "wall" ? [...keys.lists, one] : keys.list({ view: one });
    case "ticket":
      return rest === "bot" ? botKey(one, "id") : keys.ticket(one);
    case "messages":
      return keys.messages(one);
    case "suggestions":
      return keys.suggestions(one);
    case "draft":
      return keys.draft(one);
    case "prepared":
      return one === "filled" ? keys.filled(rest ?? "") : one === "macros" ? keys.macros : one === "filters" ? keys.filters : keys.canned;
    case "contacts":
      if (one === "search") return [...keys.contacts, "search", ""];
      return rest === "tickets" ? keys.contactTickets(one) : keys.contact(one);
    default:
      throw new Error(`no query reads ${resource}`);
  }
}

/** What would stay on the screen as it was before. */
async function missed({ before, events, after }: Fixture): Promise<string[]> {
  const cache = new QueryClient();
  for (const [resource, shown] of Object.entries(before)) {
    cache.setQueryData(keyOf(resource), resource.startsWith("lists") ? { pages: [shown], pageParams: [null] } : shown);
  }
  const again = createRereader(cache, (run) => run());
  let state = LIVE;
  for (const raw of events) {
    const frame = readFrame(JSON.stringify(raw));
    if (frame === null) continue; // As the console passes over what it does not know.
    const next = step(state, frame);
    state = next.state;
    again(next.stale);
  }
  await new Promise((settled) => setTimeout(settled));
  return Object.keys({ ...before, ...after }).filter((resource) => cache.getQueryState(keyOf(resource))?.isInvalidated !== true);
}

describe("what a command changes is read again", () => {
  it("of every group there are fixtures", () => expect(Object.keys(FILES).length).toBeGreaterThan(20));

  it.each(FIXTURES)("$command: $scene", async (fixture) => {
    expect(Object.keys(fixture.before)).not.toEqual([]);
    expect(await missed(fixture)).toEqual([]);
  });

  it.each(FIXTURES)("without its frames it would be missed: $command: $scene", async (fixture) => {
    expect(await missed({ ...fixture, events: [] })).toEqual(Object.keys(fixture.before));
  });

  it("an event that is left out, or of another ticket, is missed", async () => {
    const macro = FIXTURES.find(({ command }) => command === "MacroCommands.run");
    if (macro === undefined) throw new Error("there is no such fixture");
    const untagged = macro.events.filter((event) => !JSON.stringify(event).includes("ticket.tagged"));
    expect(untagged.length).toBe(macro.events.length - 1);
    expect(await missed({ ...macro, events: untagged })).toEqual(["tags"]);
    const elsewhere = macro.events.map((event) => ({ ...event, ticket: "T-2026-999999-X" }));
    expect(await missed({ ...macro, events: elsewhere })).toEqual(["ticket T-2026-000001-P", "messages T-2026-000001-P"]);
  });
});
