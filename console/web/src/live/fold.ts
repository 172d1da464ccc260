/** The live log, folded: state and frame give the next state and what must be read again. Pure. */

import type { Frame, LiveEvent } from "./frames";

export interface LiveState {
  /** Where to go on from; null: from now, and everything read before is in doubt. */
  readonly cursor: string | null;
  /** The last ids, oldest first: the server may say a thing twice. */
  readonly seen: readonly string[];
}

export type Stale =
  | { readonly what: "everything" }
  | { readonly what: "lists" | "tags" | "prepared" | "fields" | "contacts" | "tickets" | "colleagues" | "teams" | "session" }
  | { readonly what: "ticket" | "messages" | "draft"; readonly number: string };

export interface Step {
  readonly state: LiveState;
  readonly stale: readonly Stale[];
}

export const START: LiveState = { cursor: null, seen: [] };
const REMEMBERED = 500;

export function step(state: LiveState, frame: Frame): Step {
  switch (frame.type) {
    case "resync":
      return { state: START, stale: [{ what: "everything" }] };
    case "ready":
      // Without a cursor there is a gap between the first reads and this moment: read again.
      return {
        state: { ...state, cursor: frame.id },
        stale: state.cursor === null ? [{ what: "everything" }] : [],
      };
    case "presence":
      return { state, stale: [{ what: "colleagues" }] };
    case "teams":
      return { state, stale: PEOPLE };
    case "gone":
      return { state, stale: [...shown(frame.ticket), ...seen(frame.ticket)] };
    case "draft":
      return { state, stale: [{ what: "draft", number: frame.ticket }] };
    case "prepared":
      return { state, stale: [{ what: "prepared" }] };
    case "fields":
      return { state, stale: [{ what: "fields" }] };
    case "typing":
    case "colleague":
      return { state, stale: [] };
    case "event":
      if (state.seen.includes(frame.id)) return { state, stale: [] };
      return {
        state: { cursor: frame.id, seen: [...state.seen, frame.id].slice(-REMEMBERED) },
        stale: concerns(frame),
      };
  }
}

/** Where a colleague's name or an own right may be seen. */
const PEOPLE: readonly Stale[] = [
  { what: "colleagues" },
  { what: "teams" },
  { what: "lists" },
  { what: "tickets" },
  { what: "prepared" },
  { what: "session" },
];

/** Where a ticket is shown: the contact's page lists it as well. */
function shown(number: string): readonly Stale[] {
  return [{ what: "lists" }, { what: "contacts" }, { what: "ticket", number }];
}

/** What of a ticket only those have who see it. */
function seen(number: string): readonly Stale[] {
  return [{ what: "messages", number }, { what: "draft", number }, { what: "prepared" }];
}

function concerns(event: LiveEvent): readonly Stale[] {
  const { ticket: number, facts = {} } = event;
  if (number === null) return [];
  switch (event.kind) {
    case "conversation.read":
      return []; // What the office has read is shown to the citizen, not here.
    case "ticket.changed":
      // Another's now: who sees only their own may see it for the first time.
      return "agent_before" in facts || "team_before" in facts ? [...shown(number), ...seen(number)] : shown(number);
    case "ticket.merged":
    case "ticket.unmerged":
    case "ticket.split":
    case "ticket.split_off": {
      const other = facts["other"]; // What was said moved between the two.
      const moved: readonly Stale[] = [...shown(number), { what: "messages", number }];
      return typeof other === "string" ? [...moved, { what: "ticket", number: other }, { what: "messages", number: other }] : moved;
    }
    case "ticket.tagged":
      return [...shown(number), { what: "tags" }];
    case "contact.changed":
    case "contact.merged":
    case "contact.unmerged":
    case "contact.reached":
      // On all their tickets, and in what is said to them by name.
      return [{ what: "lists" }, { what: "contacts" }, { what: "tickets" }, { what: "prepared" }];
    case "delivery.changed":
    case "delivery.read":
      return [{ what: "messages", number }];
    case "message.added":
      return [...shown(number), { what: "messages", number }];
    case "review.corrected":
    case "review.decided":
    case "proposal.changed":
      return [{ what: "ticket", number }];
    default:
      // ticket.created, and kinds this console does not know yet.
      return shown(number);
  }
}
