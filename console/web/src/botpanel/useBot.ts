/** What the server says of the bot on a ticket, in the language of the screen. */

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { usePoll } from "../live/LiveProvider";
import { useWords } from "../words/Words";
import { botKey, getBot, type BotPart, type Proposal } from "./api";

export function useBot(number: string): UseQueryResult<BotPart> {
  const { language } = useWords();
  return useQuery({
    queryKey: botKey(number, language),
    queryFn: ({ signal }) => getBot(number, language, signal),
    refetchInterval: usePoll(),
  });
}

/** Those nobody decided on, the oldest first: in the order they are to be answered. */
export function undecided(proposals: readonly Proposal[]): readonly Proposal[] {
  return proposals.filter((one) => one.state === "waiting" || one.state === "stale").toReversed();
}
