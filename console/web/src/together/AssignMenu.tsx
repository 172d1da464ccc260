/** Gives a ticket to a colleague or a team; for those who may. */

import { Button, Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { assignTicket, type Whose } from "../api/client";
import { keys } from "../api/keys";
import type { Agent, Ticket } from "../api/types";
import { ErrorAlert } from "../shell/ErrorAlert";
import { isOpen } from "../ticket/allowed";
import { useWords } from "../words/Words";
import { Dot } from "./PresenceMenu";
import classes from "./Together.module.css";
import { useColleagues, useTeams } from "./useColleagues";

interface Props {
  readonly ticket: Ticket;
  readonly me: Agent;
}

export function AssignMenu({ ticket, me }: Props): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const { colleagues } = useColleagues();
  const { teams } = useTeams();
  const assign = useMutation({
    mutationFn: (whose: Whose) => assignTicket(ticket.number, whose),
    onSuccess: (changed: Ticket) => cache.setQueryData(keys.ticket(ticket.number), changed),
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: keys.ticket(ticket.number) }),
        cache.invalidateQueries({ queryKey: keys.lists }),
      ]),
  });
  if (me.role === "agent" || !isOpen(ticket)) return null;
  return (
    <>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button size="xs" px="sm" variant="default" aria-keyshortcuts="a" loading={assign.isPending} data-testid="assign">
            {say("assign.button")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.dropdown ?? ""}>
          {teams.length > 0 && <Menu.Label>{say("assign.teams")}</Menu.Label>}
          {teams.map((team) => (
            <Menu.Item key={team.id} onClick={() => assign.mutate({ team: team.id })} data-testid="assign-team">
              {team.name}
            </Menu.Item>
          ))}
          {ticket.team !== null && (
            <Menu.Item onClick={() => assign.mutate({ team: null })}>{say("assign.noTeam")}</Menu.Item>
          )}
          <Menu.Label>{say("assign.colleagues")}</Menu.Label>
          {colleagues.map((one) => (
            <Menu.Item
              key={one.id}
              leftSection={<Dot presence={one.presence} />}
              onClick={() => assign.mutate({ agent: one.id })}
              data-testid="assign-agent"
            >
              {one.name} <small>{say(`presence.${one.presence}`)}</small>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ErrorAlert error={assign.error} w="100%" />
    </>
  );
}

/** The ticket's team, by name. */
export function TeamName({ team }: { readonly team: string }): ReactNode {
  const { say } = useWords();
  const { teams } = useTeams();
  return (
    <span data-testid="team">{say("assign.team", { team: teams.find((one) => one.id === team)?.name ?? team })}</span>
  );
}
