/** Over which kind of channel a reply goes: that on which the citizen wrote last. */

import { useQuery } from "@tanstack/react-query";
import { getTranscript } from "../api/client";
import { keys } from "../api/keys";
import type { ChannelKind, Message, Ticket } from "../api/types";

const RICH: ReadonlySet<ChannelKind> = new Set(["email", "telegram"]);

/** Whether a reply on this ticket may have more than plain text. */
export function useReplyIsRich(ticket: Pick<Ticket, "number" | "channels">): boolean {
  const several = new Set(ticket.channels.map(({ kind }) => RICH.has(kind))).size > 1;
  const { data } = useQuery({
    queryKey: keys.messages(ticket.number),
    queryFn: ({ signal }) => getTranscript(ticket.number, signal),
    enabled: several,
    select: lastWroteOver,
  });
  const kind = several ? data : ticket.channels[0]?.kind;
  return kind !== undefined && kind !== null && RICH.has(kind);
}

export function lastWroteOver(messages: readonly Message[]): ChannelKind | null {
  return messages.findLast((one) => one.author.kind === "contact" && !one.private)?.channel.kind ?? null;
}
