import { describe, expect, it } from "vitest";
import type { LiveEvent } from "../live/frames";
import { hear, telling, UNKNOWING, type Known, type News } from "./notices";
import { readPreferences } from "./preferences";

const ME = "a1";
let serial = 0;
const event = (kind: string, actor: string, facts: Record<string, unknown>, ticket: string | null = "T-1"): LiveEvent => ({
  type: "event",
  id: String((serial += 1)),
  kind,
  ticket,
  actor,
  facts,
});
const moved = (actor: string, status: string, handler: string, agent: string | null = null): LiveEvent =>
  event("ticket.changed", actor, { status, handler, agent });
const wrote = (author: string): LiveEvent => event("message.added", author, { author });

function run(events: readonly LiveEvent[], from: Known = UNKNOWING): readonly (News["rule"] | null)[] {
  let known = from;
  return events.map((one) => {
    const heard = hear(known, one, ME);
    known = heard.known;
    return heard.news?.rule ?? null;
  });
}

describe("news", () => {
  it("a ticket somebody gave me, once", () => {
    expect(run([moved("agent:b2", "open", "agent", ME), moved("agent:b2", "open", "agent", ME)])).toEqual(["assigned", null]);
  });

  it("not what I took myself, nor what others have", () => {
    expect(run([moved("agent:a1", "open", "agent", ME), moved("agent:b2", "open", "agent", "b2")])).toEqual([null, null]);
  });

  it("not a ticket of mine that was resolved for me", () => {
    expect(run([moved("agent:b2", "resolved", "agent", ME)])).toEqual([null]);
  });

  it("who comes into the queue, each time anew", () => {
    const comes = moved("bot", "open", "queue");
    expect(run([comes, comes, moved("agent:b2", "open", "agent", "b2"), comes])).toEqual(["queue", null, null, "queue"]);
  });

  it("not who was put back there by me", () => expect(run([moved("agent:a1", "open", "queue")])).toEqual([null]));

  it("a citizen's reply on a ticket of mine, and of nobody else", () => {
    const mine: Known = { mine: new Set(["T-1"]), waiting: new Set() };
    expect(run([wrote("contact"), wrote("agent"), wrote("bot")], mine)).toEqual(["reply", null, null]);
    expect(run([wrote("contact")])).toEqual([null]);
  });

  it("a note that names me, by another, whoever has the ticket", () => {
    const named = (actor: string, agent: string): LiveEvent => event("mentioned", actor, { message: "f0", agent });
    expect(run([named("agent:b2", ME), named("agent:b2", "c3"), named("agent:a1", ME)])).toEqual(["mentioned", null, null]);
  });

  it("nothing of what has no ticket or is not known", () => {
    expect(run([event("agent.present", "system", {}, null), event("something.newer", "system", {})])).toEqual([null, null]);
  });
});

describe("telling", () => {
  const news: News = { rule: "reply", number: "T-1" };
  const wish = { rules: ["reply"], sound: true } as const;
  const away = { looked: false, allowed: true };

  it("is by a notice and a sound, to who looks elsewhere", () => {
    expect(telling(news, wish, away)).toEqual({ notice: true, sound: true });
    expect(telling(news, { ...wish, sound: false }, away)).toEqual({ notice: true, sound: false });
  });

  it.each([
    ["who looks at the page", wish, { ...away, looked: true }],
    ["who did not ask for it", { ...wish, rules: ["queue", "assigned"] as const }, away],
  ])("is nothing to %s, not even a sound", (_, wishes, page) => {
    expect(telling(news, wishes, page)).toEqual({ notice: false, sound: false });
  });

  it("is by the sound alone where the browser took its permission back", () => {
    expect(telling(news, wish, { ...away, allowed: false })).toEqual({ notice: false, sound: true });
  });
});

describe("preferences", () => {
  it.each([null, "", "null", "7", "[]", "{", '{"rules":"all"}'])("%s is quiet", (text) => {
    expect(readPreferences(text)).toEqual({ rules: [], sound: false, letters: true });
  });
  it("keeps what it knows", () => {
    const kept = '{"rules":["queue","other"],"sound":true,"letters":false}';
    expect(readPreferences(kept)).toEqual({ rules: ["queue"], sound: true, letters: false });
  });
});
