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
  | { readonly what: "lists" }
  | { readonly what: "prepared" }
  | { readonly what: "fields" }
  | { readonly what: "draft"; readonly number: string }
  | { readonly what: "contacts" }
  | { readonly what: "ticket"; readonly number: string }
  | { readonly what: "messages"; readonly number: string }
  | { readonly what: "colleagues" }
  | { readonly what: "teams" };

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
      return { state, stale: [{ what: "colleagues" }, { what: "teams" }] };
    case "gone":
      return {
        state,
        stale: [{ what: "lists" }, { what: "messages", number: frame.ticket }, { what: "ticket", number: frame.ticket }],
      };
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

function concerns(event: LiveEvent): readonly Stale[] {
  const number = event.ticket;
  if (number === null) return [];
  switch (event.kind) {
    case "conversation.read":
      return []; // What the office has read is shown to the citizen, not here.
    case "ticket.merged":
    case "ticket.unmerged":
    case "ticket.split":
    case "ticket.split_off":
      return [{ what: "lists" }, { what: "messages", number }, { what: "ticket", number }];
    case "contact.changed":
    case "contact.merged":
    case "contact.unmerged":
    case "contact.reached":
      return [{ what: "lists" }, { what: "ticket", number }, { what: "contacts" }];
    case "delivery.changed":
    case "delivery.read":
      return [{ what: "messages", number }];
    case "message.added":
      return [{ what: "lists" }, { what: "messages", number }, { what: "ticket", number }];
    case "review.corrected":
    case "proposal.changed":
      return [{ what: "ticket", number }];
    default:
      // ticket.created, ticket.changed, and kinds this console does not know yet.
      return [{ what: "lists" }, { what: "ticket", number }];
  }
}
