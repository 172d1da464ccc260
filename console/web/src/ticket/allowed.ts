/** Which moves make sense on a ticket, for this agent. The server has the last word. Pure. */

import type { Agent, Move, Ticket } from "../api/types";

type Stand = Pick<Ticket, "status" | "handler" | "agent">;

export function isOpen(ticket: Pick<Ticket, "status">): boolean {
  return ["new", "open", "pending", "snoozed"].includes(ticket.status);
}

/** In the order they are shown. */
export function movesFor(ticket: Stand, me: Agent): readonly Move[] {
  if (ticket.status === "resolved" || ticket.status === "closed") return ["reopen"];
  if (!isOpen(ticket)) return [];
  const mine = ticket.handler === "agent" && ticket.agent?.id === me.id;
  const inCharge = mine || (ticket.handler === "agent" && me.role !== "agent");
  const moves: Move[] = [];
  if (!mine) moves.push("take");
  if (inCharge) moves.push("release");
  if (inCharge || ticket.handler === "queue") moves.push("return-to-bot");
  moves.push("resolve");
  return moves;
}
