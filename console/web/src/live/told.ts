/** What an event says of its ticket is true at once: it is shown before the ticket is read again. Pure. */

import type { Colleague, Handler, Status, Ticket } from "../api/types";
import { asLogged, type LiveEvent } from "./frames";

/** The same ticket where the event tells nothing new, or names somebody unknown. */
export function asTold(ticket: Ticket, event: LiveEvent, colleagues: readonly Colleague[]): Ticket {
  const { status, handler, agent, team, version } = event.facts ?? {};
  if (event.kind !== "ticket.changed" || typeof version !== "number" || version <= ticket.version) return ticket;
  const whose = agent === null ? null : colleagues.find((one) => asLogged(one.id) === agent);
  if (whose === undefined || typeof status !== "string" || typeof handler !== "string") return ticket;
  return {
    ...ticket,
    // Of the server, as what it is read from.
    status: status as Status,
    handler: handler as Handler,
    agent: whose === null ? null : { id: whose.id, name: whose.name },
    team: typeof team === "string" ? team : null,
    version,
  };
}
