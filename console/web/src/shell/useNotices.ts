/** Tells news outside the page, to those who asked for it. */

import { useEffect, useRef } from "react";
import { listTickets } from "../api/client";
import type { Agent } from "../api/types";
import type { DeskView } from "../list/views";
import { useLiveEvents } from "../live/LiveProvider";
import { asLogged, type LiveEvent } from "../live/frames";
import { useWords } from "../words/Words";
import { chime } from "./chime";
import { hear, telling, UNKNOWING, type News } from "./notices";
import { permission } from "./permission";
import { usePreferences, type Rule } from "./preferences";
import { hrefOf } from "./route";

/** The view that is beside the ticket when a notice is pressed. */
const WHERE: Readonly<Record<Rule, DeskView>> = { assigned: "mine", mentioned: "mentions", queue: "queue", reply: "mine" };

export function useNotices(me: Agent): void {
  const { say } = useWords();
  const { rules, sound } = usePreferences();
  const known = useRef(UNKNOWING);
  const on = rules.length > 0;
  useEffect(() => {
    if (!on) return undefined;
    const gone = new AbortController();
    void begin(gone.signal).then(
      (now) => {
        known.current = now;
      },
      () => undefined, // The server is away: known from the next events on.
    );
    return () => gone.abort();
  }, [on]);
  useLiveEvents((event: LiveEvent) => {
    if (!on) return;
    const heard = hear(known.current, event, asLogged(me.id));
    known.current = heard.known;
    if (heard.news === null) return;
    const page = { looked: document.hasFocus(), allowed: permission() === "granted" };
    const told = telling(heard.news, { rules, sound }, page);
    if (told.sound) chime();
    if (told.notice) tell(heard.news, say(`notice.${heard.news.rule}`));
  });
}

async function begin(signal: AbortSignal): Promise<typeof UNKNOWING> {
  const numbers = async (view: string): Promise<ReadonlySet<string>> =>
    new Set((await listTickets({ view }, null, signal)).data.map((ticket) => ticket.number));
  const [mine, waiting] = await Promise.all([numbers("mine"), numbers("queue")]);
  return { mine, waiting };
}

/** The number alone goes out: names stay in the console. */
function tell(news: News, words: string): void {
  const notice = new Notification(words, { body: news.number, tag: `${news.rule}:${news.number}` });
  notice.onclick = () => {
    window.focus();
    window.location.hash = hrefOf({ view: WHERE[news.rule], number: news.number });
    notice.close();
  };
}
