/** Writes a saved filter: what a ticket must be like, under a name. */

import { Chip, Group, NativeSelect, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { Handler, Status } from "../api/types";
import { PRIORITIES, type SavedFilter, type Wanted } from "../api/writing";
import { PreparedForm } from "../canned/PreparedForm";
import { hrefOf } from "../shell/route";
import { useColleagues, useTeams } from "../together/useColleagues";
import { useWords } from "../words/Words";
import classes from "./List.module.css";
import { HOME } from "./views";

const STATUSES: readonly Status[] = ["new", "open", "pending", "snoozed", "resolved", "closed"];
const HANDLERS: readonly Handler[] = ["bot", "queue", "agent"];
const KINDS = ["email", "livechat", "telegram"] as const;
const ANYTHING: Wanted = { statuses: [], handler: null, assignee: null, team: null, tag: null, channel: null, priority: null };

interface Props {
  readonly one: SavedFilter | null;
  readonly share: boolean;
  readonly close: () => void;
}

export default function FilterForm({ one, share, close }: Props): ReactNode {
  const { say } = useWords();
  const { colleagues } = useColleagues();
  const { teams } = useTeams();
  const [wanted, setWanted] = useState(one?.wanted ?? ANYTHING);
  const set = (change: Partial<Wanted>): void => setWanted((before) => ({ ...before, ...change }));
  const any = { value: "", label: say("filters.any") };
  const go = (id: string | null): void => {
    window.location.hash = hrefOf({ view: id === null ? HOME : `filter:${id}`, number: null });
  };
  return (
    <PreparedForm
      kind="filters"
      title={say(one === null ? "filters.new" : "filters.change")}
      one={one}
      share={share}
      close={close}
      stored={go}
      words={{ wanted }}
    >
      <fieldset className={classes.statuses}>
        <legend>{say("filters.status")}</legend>
        <Chip.Group multiple value={[...wanted.statuses]} onChange={(chosen) => set({ statuses: STATUSES.filter((status) => chosen.includes(status)) })}>
          <Group gap="xs">
            {STATUSES.map((status) => (
              <Chip key={status} value={status} size="xs">
                {say(`status.${status}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </fieldset>
      <NativeSelect
        label={say("filters.handler")}
        value={wanted.handler ?? ""}
        onChange={({ currentTarget }) => set({ handler: HANDLERS.find((handler) => handler === currentTarget.value) ?? null })}
        data={[any, ...HANDLERS.map((value) => ({ value, label: say(`filters.handler.${value}`) }))]}
        data-testid="filter-handler"
      />
      <NativeSelect
        label={say("filters.assignee")}
        value={wanted.assignee ?? ""}
        onChange={({ currentTarget }) => set({ assignee: currentTarget.value || null })}
        data={[
          any,
          { value: "me", label: say("filters.me") },
          { value: "none", label: say("filters.nobody") },
          ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        data-testid="filter-assignee"
      />
      <NativeSelect
        label={say("filters.team")}
        value={wanted.team ?? ""}
        onChange={({ currentTarget }) => set({ team: currentTarget.value || null })}
        data={[any, ...teams.map(({ id, name }) => ({ value: id, label: name }))]}
        data-testid="filter-team"
      />
      <NativeSelect
        label={say("filters.channel")}
        value={wanted.channel ?? ""}
        onChange={({ currentTarget }) => set({ channel: currentTarget.value || null })}
        data={[any, ...KINDS.map((value) => ({ value, label: say(`channel.${value}`) }))]}
        data-testid="filter-channel"
      />
      <NativeSelect
        label={say("filters.priority")}
        value={wanted.priority ?? ""}
        onChange={({ currentTarget }) => set({ priority: PRIORITIES.find((priority) => priority === currentTarget.value) ?? null })}
        data={[any, ...PRIORITIES.map((value) => ({ value, label: say(`priority.${value}`) }))]}
        data-testid="filter-priority"
      />
      <TextInput
        label={say("filters.tag")}
        value={wanted.tag ?? ""}
        maxLength={40}
        onChange={({ currentTarget }) => set({ tag: currentTarget.value.trim().toLowerCase() || null })}
        data-testid="filter-tag"
      />
    </PreparedForm>
  );
}
