/** A mail as its sender formatted it: a page of its own, in a frame where nothing runs. */

import { useState, type ReactNode } from "react";
import type { Message } from "../api/types";
import { useWords } from "../words/Words";
import classes from "./Transcript.module.css";

interface Props {
  readonly page: string;
  readonly message: Message;
}

export function Formatted({ page, message }: Props): ReactNode {
  const { say } = useWords();
  const [shown, show] = useState(false);
  const [pictures, load] = useState(false);
  return (
    <div className={classes.formatted}>
      <button type="button" className={classes.undo} aria-expanded={shown} onClick={() => show(!shown)} data-testid="formatted">
        {say(shown ? "message.plain" : "message.formatted")}
      </button>
      {shown && message.pictures && !pictures && (
        <button
          type="button"
          className={classes.undo}
          title={say("message.picturesWhy")}
          onClick={() => load(true)}
          data-testid="pictures"
        >
          {say("message.pictures")}
        </button>
      )}
      {shown && (
        <iframe
          key={String(pictures)}
          src={pictures ? `${page}?pictures=true` : page}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
          title={say("message.formatted")}
        />
      )}
    </div>
  );
}
