/** What narrows a search, each a chip to press; all of it stands in the address. */

import { Chip, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { ChannelKind, Status } from "../api/types";
import { useWords } from "../words/Words";
import type { Sought } from "./place";
import classes from "./Search.module.css";

const OPEN: readonly Status[] = ["new", "open", "pending", "snoozed"];
const DONE: readonly Status[] = ["resolved", "closed"];
const KINDS: readonly ChannelKind[] = ["livechat", "email", "telegram"];

interface Props {
  readonly sought: Sought;
  readonly choose: (sought: Sought) => void;
}

export function Filters({ sought, choose }: Props): ReactNode {
  const { say } = useWords();
  const has = (group: readonly Status[]): boolean => group.every((one) => sought.status.includes(one));
  const flip = (group: readonly Status[]): void => {
    const others = sought.status.filter((one) => !group.includes(one));
    choose({ ...sought, status: has(group) ? others : [...others, ...group] });
  };
  return (
    <div className={classes.filters} role="group" aria-label={say("search.filters")}>
      <OnOff name="open" on={has(OPEN)} flip={() => flip(OPEN)} label={say("search.open")} />
      <OnOff name="done" on={has(DONE)} flip={() => flip(DONE)} label={say("view.done")} />
      <OnOff name="mine" on={sought.mine} flip={() => choose({ ...sought, mine: !sought.mine })} label={say("view.mine")} />
      {KINDS.map((kind) => (
        <OnOff
          key={kind}
          name={kind}
          on={sought.channel === kind}
          flip={() => choose({ ...sought, channel: sought.channel === kind ? null : kind })}
          label={say(`channel.${kind}`)}
        />
      ))}
      <OnOff
        name="attachment"
        on={sought.attachment}
        flip={() => choose({ ...sought, attachment: !sought.attachment })}
        label={say("search.attachment")}
      />
      <Day label={say("search.since")} day={sought.since} choose={(since) => choose({ ...sought, since })} />
      <Day label={say("search.until")} day={sought.until} choose={(until) => choose({ ...sought, until })} />
    </div>
  );
}

interface OnOffProps {
  readonly name: string;
  readonly on: boolean;
  readonly flip: () => void;
  readonly label: string;
}

function OnOff({ name, on, flip, label }: OnOffProps): ReactNode {
  return (
    <Chip size="sm" radius="sm" variant="outline" checked={on} onChange={flip} data-testid={`filter-${name}`}>
      {label}
    </Chip>
  );
}

interface DayProps {
  readonly label: string;
  readonly day: string | null;
  readonly choose: (day: string | null) => void;
}

function Day({ label, day, choose }: DayProps): ReactNode {
  return (
    <label className={classes.day}>
      <span>{label}</span>
      <TextInput
        type="date"
        size="xs"
        value={day ?? ""}
        onChange={(event) => choose(event.currentTarget.value === "" ? null : event.currentTarget.value)}
      />
    </label>
  );
}
