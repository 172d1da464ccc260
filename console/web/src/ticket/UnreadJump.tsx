/** The line above the first unread message, and a button that leads there while it is out of sight. */

import { Button } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { useWords } from "../words/Words";
import classes from "./Transcript.module.css";
import type { Unread } from "./useUnread";

const LINE = "first-unread";

export function UnreadLine(): ReactNode {
  const { say } = useWords();
  return (
    <p id={LINE} className={classes.unread} data-testid="unread-line">
      <span>{say("transcript.unread")}</span>
    </p>
  );
}

export function UnreadJump({ unread }: { readonly unread: Unread }): ReactNode {
  const { say } = useWords();
  const [met, setMet] = useState(false);
  const { first, count } = unread;
  useEffect(() => {
    const line = document.getElementById(LINE);
    if (line === null) return;
    const watcher = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting === true) setMet(true);
    });
    watcher.observe(line);
    return () => watcher.disconnect();
  }, [first]);
  if (first === null || met) return null;
  return (
    <Button
      className={classes.toUnread ?? ""}
      size="xs"
      radius="xl"
      onClick={() => document.getElementById(LINE)?.scrollIntoView({ block: "start" })}
      data-testid="to-unread"
    >
      {say("transcript.toUnread", { n: count })}
    </Button>
  );
}
