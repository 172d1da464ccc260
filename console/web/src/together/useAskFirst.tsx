/** Before a reply goes out: has a colleague replied since it was begun? Then it is asked first. */

import { Button, Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import type { Message } from "../api/types";
import { useWords } from "../words/Words";
import { lastSaid, repliedSince } from "./askFirst";
import classes from "./Together.module.css";

interface Asking {
  /** Sends, or asks. */
  readonly send: (resolve: boolean) => void;
  readonly question: ReactNode;
}

interface Reply {
  readonly number: string;
  readonly text: string;
  /** A note disturbs nobody. */
  readonly private: boolean;
}

export function useAskFirst({ number, text, private: note }: Reply, send: (resolve: boolean) => void): Asking {
  const cache = useQueryClient();
  const { say } = useWords();
  const [colleague, setColleague] = useState<string | null>(null);
  const began = useRef<string | null>(null);
  const messages = (): readonly Message[] | undefined => cache.getQueryData(keys.messages(number));
  const empty = text.trim() === "";
  useEffect(() => {
    began.current = empty ? null : (began.current ?? lastSaid(cache.getQueryData(keys.messages(number))));
    if (empty) setColleague(null);
  }, [cache, empty, number]);
  const resolves = useRef(false);
  const go = (): void => {
    setColleague(null);
    began.current = lastSaid(messages());
    send(resolves.current);
  };
  return {
    send: (resolve) => {
      resolves.current = resolve;
      const who = note || began.current === null ? null : repliedSince(messages(), began.current);
      if (who === null) go();
      else setColleague(who);
    },
    question: colleague === null ? null : (
      <div role="alertdialog" aria-labelledby="ask-first" className={classes.ask} data-testid="ask-first">
        <p id="ask-first" className={classes.lock}>
          {say("here.replied", { name: colleague })}
        </p>
        <Group gap="xs">
          <Button size="xs" variant="default" autoFocus onClick={() => setColleague(null)} data-testid="ask-wait">
            {say("here.wait")}
          </Button>
          <Button size="xs" variant="default" onClick={go} data-testid="ask-send">
            {say("here.sendAnyway")}
          </Button>
        </Group>
      </div>
    ),
  };
}
