/** One's own presence, to see and to set; and colleagues with theirs. */

import { Button, Popover } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { choosePresence } from "../api/client";
import { keys } from "../api/keys";
import type { Agent, Colleague, Presence } from "../api/types";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";
import classes from "./Together.module.css";
import { useColleagues } from "./useColleagues";
import { useHeartbeat } from "./useHere";

const CHOICES: readonly Presence[] = ["available", "busy", "away", "offline"];
const ORDER: Readonly<Record<Presence, number>> = { available: 0, busy: 1, away: 2, offline: 3 };

export function PresenceMenu({ me }: { readonly me: Agent }): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const { colleagues, error } = useColleagues();
  const [opened, setOpened] = useState(false);
  useHeartbeat();
  const choose = useMutation({
    mutationFn: choosePresence,
    onSettled: () => cache.invalidateQueries({ queryKey: keys.colleagues }),
  });
  const mine = colleagues.find((one) => one.id === me.id)?.presence ?? "offline";
  const problem = choose.error ?? error;
  return (
    <Popover position="bottom-end" withinPortal={false} trapFocus returnFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          fw={500}
          loading={choose.isPending}
          aria-label={say("presence.mine", { presence: say(`presence.${mine}`) })}
          leftSection={<Dot presence={mine} />}
          classNames={{ section: classes.dotSection ?? "", label: "visually-hidden-phone" }}
          onClick={() => setOpened(!opened)}
          data-testid="presence"
          data-presence={mine}
        >
          {say(`presence.${mine}`)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown ?? ""} p="xs">
        <div role="group" aria-label={say("presence.choose")} className={classes.choices}>
          {CHOICES.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === mine}
              onClick={() => {
                choose.mutate(one);
                setOpened(false);
              }}
              data-testid={`presence-${one}`}
            >
              <Dot presence={one} />
              {say(`presence.${one}`)}
            </button>
          ))}
        </div>
        {problem !== null && (
          <p className={classes.small} role="alert">
            {explain(problem, say)}
          </p>
        )}
        <Others all={colleagues.filter((one) => one.id !== me.id)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Those who are there first. */
function Others({ all }: { readonly all: readonly Colleague[] }): ReactNode {
  const { say } = useWords();
  const sorted = [...all].sort((a, b) => ORDER[a.presence] - ORDER[b.presence] || a.name.localeCompare(b.name));
  if (sorted.length === 0) return <p className={classes.small}>{say("presence.alone")}</p>;
  return (
    <>
      <p className={classes.small} id="colleagues">
        {say("presence.colleagues")}
      </p>
      <ul className={classes.colleagues} aria-labelledby="colleagues" data-testid="colleagues">
        {sorted.map((one) => (
          <li key={one.id} data-presence={one.presence}>
            <Dot presence={one.presence} />
            <span>{one.name}</span>
            <small>{say(`presence.${one.presence}`)}</small>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Beside the word, for the eye. */
export function Dot({ presence }: { readonly presence: Presence }): ReactNode {
  return <span className={classes.dot} data-presence={presence} aria-hidden="true" />;
}
