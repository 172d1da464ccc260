/** Says new messages to those who listen rather than look; the first transcript is not news. */

import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Message } from "../api/types";
import { SystemText } from "../fields/SystemText";
import { useWords } from "../words/Words";
import { authorName } from "./authorName";

interface Props {
  readonly messages: readonly Message[] | undefined;
  readonly myName: string;
}

export function Announcer({ messages, myName }: Props): ReactNode {
  const { say } = useWords();
  const known = useRef<ReadonlySet<string> | null>(null);
  const [news, setNews] = useState<readonly Message[]>([]);
  useEffect(() => {
    if (messages === undefined) return;
    const before = known.current;
    known.current = new Set(messages.map((message) => message.id));
    if (before === null) return;
    const fresh = messages.filter((message) => !before.has(message.id) && message.author.name !== myName);
    if (fresh.length > 0) setNews(fresh);
  }, [messages, myName]);
  return (
    <div className="visually-hidden" aria-live="polite" data-testid="announcer">
      {news.map((message) => (
        <p key={message.id}>
          {message.author.kind === "system" ? (
            <SystemText message={message} />
          ) : (
            say("transcript.announce", { name: authorName(message, say), text: message.text })
          )}
        </p>
      ))}
    </div>
  );
}
