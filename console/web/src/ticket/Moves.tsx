/** The ticket's buttons, and why the last one was refused. */

import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { MoreActions } from "../actions/MoreActions";
import type { Agent, Move, Ticket } from "../api/types";
import { Refusal } from "../fields/Refusal";
import { useCommands } from "../shell/commands";
import { AssignMenu } from "../together/AssignMenu";
import { useWords } from "../words/Words";
import { movesFor } from "./allowed";
import { useMove } from "./useMove";

/** What the keyboard presses (shell/keys.ts). */
const KEYS: Readonly<Partial<Record<Move, string>>> = { take: "t", resolve: "e" };

interface Props {
  readonly ticket: Ticket;
  readonly me: Agent;
}

export function Moves({ ticket, me }: Props): ReactNode {
  const { say } = useWords();
  const { move, underway, error, dismiss } = useMove(ticket.number);
  const moves = movesFor(ticket, me);
  useCommands(Object.fromEntries(moves.map((one) => [one, () => move(one)])));
  return (
    <>
      <Group gap={6} mt="xs" role="group" aria-label={say("ticket.actions")}>
        {moves.map((one) => (
          <Button
            key={one}
            size="xs"
            px="sm"
            variant={one === "take" ? "filled" : "default"}
            loading={underway === one}
            disabled={underway !== null && underway !== one}
            onClick={() => move(one)}
            aria-keyshortcuts={KEYS[one]}
            data-testid={`action-${one}`}
          >
            {say(`move.${one}`)}
          </Button>
        ))}
        <AssignMenu ticket={ticket} me={me} />
        <MoreActions ticket={ticket} />
      </Group>
      <Refusal ticket={ticket} error={error} settling="resolve" dismiss={dismiss} />
    </>
  );
}
