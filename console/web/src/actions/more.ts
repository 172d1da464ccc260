/** Which further actions make sense on a ticket. The server has the last word. Pure. */

import type { Ticket } from "../api/types";
import { isOpen } from "../ticket/allowed";

export type More = "snooze" | "merge" | "close" | "spam" | "not-spam" | "unmerge";

type Stand = Pick<Ticket, "status" | "handler">;

/** In the order they are shown. */
export function moreFor(ticket: Stand): readonly More[] {
  switch (ticket.status) {
    case "merged":
      return ["unmerge"];
    case "spam":
      return ["not-spam"];
    case "closed":
      return ["merge"];
    case "resolved":
      return ["merge", "close", "spam"];
    default:
      return isOpen(ticket) && ticket.handler !== "bot" ? ["snooze", "merge", "close", "spam"] : ["merge", "close", "spam"];
  }
}
