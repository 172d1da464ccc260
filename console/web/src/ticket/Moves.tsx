/** The ticket's buttons, and why the last one was refused. */

import { Button, Group } from "@mantine/core";
import { lazy, Suspense, type ReactNode } from "react";
import { MoreActions } from "../actions/MoreActions";
import type { Agent, Move, Ticket } from "../api/types";
import { useFields } from "../fields/useFields";
import { missingIn } from "../fields/why";
import { ErrorAlert } from "../shell/ErrorAlert";
import { AssignMenu } from "../together/AssignMenu";
import { useWords } from "../words/Words";
import { movesFor } from "./allowed";
import { useMove } from "./useMove";

const MissingSheet = lazy(() => import("../fields/MissingSheet"));

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
  const missing = missingIn(error);
  const asked = useFields().filter((field) => missing.includes(field.key));
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
      {asked.length > 0 && (
        <Suspense fallback={null}>
          <MissingSheet ticket={ticket} fields={asked} close={dismiss} />
        </Suspense>
      )}
      {asked.length === 0 && <ErrorAlert error={error} mt="xs" dismiss={dismiss} />}
    </>
  );
}
