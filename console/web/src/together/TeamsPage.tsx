/** Teams: who is in which, and who sees the tickets of their teams alone. For supervisors and administrators. */

import { Button, Checkbox, Loader, Switch, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { changeTeam, createTeam, limitColleague } from "../api/client";
import { keys } from "../api/keys";
import type { Colleague, Team } from "../api/types";
import { ErrorAlert } from "../shell/ErrorAlert";
import parts from "../shell/Parts.module.css";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";
import classes from "./Teams.module.css";
import { useColleagues, useTeams } from "./useColleagues";

export function TeamsPage(): ReactNode {
  const { say } = useWords();
  const people = useColleagues();
  const all = useTeams();
  const error = people.error ?? all.error;
  if (error !== null)
    return <ErrorAlert error={error} my="md" title={say("teams.failed")} retry={() => (people.retry(), all.retry())} />;
  if (people.loading || all.loading)
    return <Loader role="img" m="xl" mx="auto" display="block" aria-label={say("app.loading")} />;
  return (
    <>
      <p className={parts.about}>{say("teams.about")}</p>
      {all.teams.length === 0 && <p className={parts.about}>{say("teams.empty")}</p>}
      {all.teams.map((team) => (
        <TeamForm key={team.id} team={team} colleagues={people.colleagues} />
      ))}
      <NewTeam />
      <Limits colleagues={people.colleagues} />
    </>
  );
}

function NewTeam(): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: createTeam,
    onSuccess: () => {
      setName("");
      return cache.invalidateQueries({ queryKey: keys.teams });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== "") create.mutate(name.trim());
  };
  return (
    <form className={classes.line} onSubmit={submit}>
      <TextInput
        label={say("teams.new")}
        value={name}
        maxLength={80}
        error={create.error === null ? undefined : explain(create.error, say)}
        onChange={(event) => setName(event.currentTarget.value)}
        data-testid="team-new"
      />
      <Button type="submit" variant="default" loading={create.isPending} disabled={name.trim() === ""} data-testid="team-create">
        {say("teams.create")}
      </Button>
    </form>
  );
}

interface FormProps {
  readonly team: Team;
  readonly colleagues: readonly Colleague[];
}

function TeamForm({ team, colleagues }: FormProps): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [name, setName] = useState(team.name);
  const change = useMutation({
    mutationFn: changeTeam,
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: keys.teams }),
        cache.invalidateQueries({ queryKey: keys.colleagues }),
      ]),
  });
  const members = (change.isPending ? change.variables.members : undefined) ?? team.members; // As it will be.
  const turn = (agent: string, on: boolean): void => {
    const others = team.members.filter((one) => one !== agent);
    change.mutate({ id: team.id, members: on ? [...others, agent] : others });
  };
  const rename = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== "" && name.trim() !== team.name) change.mutate({ id: team.id, name: name.trim() });
  };
  return (
    <fieldset className={classes.team} data-testid="team-form" data-team={team.id}>
      <legend>{team.name}</legend>
      <div className={classes.members}>
        {colleagues.map((one) => (
          <Checkbox
            key={one.id}
            label={one.name}
            checked={members.includes(one.id)}
            disabled={change.isPending}
            onChange={(event) => turn(one.id, event.currentTarget.checked)}
          />
        ))}
      </div>
      <form className={classes.line} onSubmit={rename}>
        <TextInput
          label={say("teams.name")}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={change.isPending} disabled={name.trim() === "" || name.trim() === team.name}>
          {say("teams.rename")}
        </Button>
      </form>
      <ErrorAlert error={change.error} mt="xs" />
    </fieldset>
  );
}

function Limits({ colleagues }: { readonly colleagues: readonly Colleague[] }): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const limit = useMutation({
    mutationFn: limitColleague,
    onSettled: () => cache.invalidateQueries({ queryKey: keys.colleagues }),
  });
  const agents = colleagues.filter((one) => one.role === "agent");
  return (
    <fieldset className={classes.team}>
      <legend>{say("teams.limits")}</legend>
      <p className={parts.about}>{say("teams.limitsWhy")}</p>
      <div className={classes.members}>
        {agents.map((one) => (
          <Switch
            key={one.id}
            label={one.name}
            checked={limit.isPending && limit.variables.id === one.id ? limit.variables.limited : one.limited}
            disabled={limit.isPending}
            onChange={(event) => limit.mutate({ id: one.id, limited: event.currentTarget.checked })}
          />
        ))}
      </div>
      <ErrorAlert error={limit.error} mt="xs" />
    </fieldset>
  );
}
