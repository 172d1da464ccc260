/** Says that what is shown may be old, once the connection has been away for a moment. */

import { Button } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { useLive } from "../live/LiveProvider";
import { useWords } from "../words/Words";
import classes from "./Shell.module.css";

const PATIENCE_MS = 2_000;

export function OfflineBar(): ReactNode {
  const { say } = useWords();
  const { phase, hurry } = useLive();
  const away = useLasting(phase !== "live", PATIENCE_MS);
  const online = useOnline();
  if (!away) return null;
  return (
    <div className={classes.offline} role="status" data-testid="offline">
      <span>{say(online ? "offline.server" : "offline.network")}</span>
      <Button size="compact-sm" variant="default" onClick={hurry}>
        {say("offline.now")}
      </Button>
    </div>
  );
}

/** True once it has been true for so long: a short break is nobody's concern. */
function useLasting(now: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!now) {
      setLasting(false);
      return undefined;
    }
    const timer = setTimeout(() => setLasting(true), ms);
    return () => clearTimeout(timer);
  }, [now, ms]);
  return lasting;
}

function useOnline(): boolean {
  const [online, setOnline] = useState(() => navigator.onLine);
  useEffect(() => {
    const look = (): void => setOnline(navigator.onLine);
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return online;
}
