/** Writes a macro: several things done to a ticket at once. */

import { Checkbox, NativeSelect, NumberInput, TagsInput, Text, Textarea } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { PRIORITIES, type Canned, type Macro, type MacroWords } from "../api/writing";
import { priorityOf } from "../ticket/writing/PriorityMark";
import { useWords } from "../words/Words";
import { MacroFields } from "./MacroFields";
import { PreparedForm } from "./PreparedForm";

const A_DAY = 1440;
const EMPTY: MacroWords = {
  name: "",
  take: false,
  add: [],
  remove: [],
  priority: null,
  fields: {},
  note: "",
  reply: null,
  resolve: false,
  snooze_minutes: null,
};

interface Props {
  readonly one: Macro | null;
  readonly share: boolean;
  readonly canned: readonly Canned[];
  readonly close: () => void;
}

type End = "nothing" | "resolve" | "snooze";

export function MacroForm({ one, share, canned, close }: Props): ReactNode {
  const { say } = useWords();
  const [macro, setMacro] = useState(() => wordsOf(one ?? EMPTY));
  const set = (change: Partial<MacroWords>): void => setMacro((before) => ({ ...before, ...change }));
  const end: End = macro.resolve ? "resolve" : macro.snooze_minutes === null ? "nothing" : "snooze";
  const turn = (to: string): void =>
    set({ resolve: to === "resolve", snooze_minutes: to === "snooze" ? (macro.snooze_minutes ?? A_DAY) : null });
  return (
    <PreparedForm
      kind="macros"
      title={say(one === null ? "canned.newMacro" : "canned.editMacro")}
      one={one}
      share={share}
      close={close}
      words={macro}
    >
      <Checkbox label={say("macro.take")} checked={macro.take} onChange={(event) => set({ take: event.currentTarget.checked })} />
      <TagsInput label={say("macro.add")} value={[...macro.add]} onChange={(add) => set({ add })} maxTags={20} data-testid="macro-add" />
      <TagsInput label={say("macro.remove")} value={[...macro.remove]} onChange={(remove) => set({ remove })} maxTags={20} />
      <NativeSelect
        label={say("macro.priority")}
        value={macro.priority ?? ""}
        onChange={(event) => set({ priority: event.currentTarget.value === "" ? null : priorityOf(event.currentTarget.value) })}
        data={[{ value: "", label: say("macro.asItIs") }, ...PRIORITIES.map((value) => ({ value, label: say(`priority.${value}`) }))]}
      />
      <MacroFields held={macro.fields} onChange={(fields) => set({ fields })} />
      <Textarea
        label={say("macro.note")}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={10_000}
        value={macro.note}
        onChange={(event) => set({ note: event.currentTarget.value })}
      />
      <NativeSelect
        label={say("macro.reply")}
        value={macro.reply ?? ""}
        onChange={(event) => set({ reply: event.currentTarget.value === "" ? null : event.currentTarget.value })}
        data={[{ value: "", label: say("macro.noReply") }, ...canned.map(({ id, name }) => ({ value: id, label: name }))]}
        data-testid="macro-reply"
      />
      <NativeSelect
        label={say("macro.end")}
        value={end}
        onChange={(event) => turn(event.currentTarget.value)}
        data={[
          { value: "nothing", label: say("macro.endNothing") },
          { value: "resolve", label: say("macro.endResolve") },
          { value: "snooze", label: say("macro.endSnooze") },
        ]}
        data-testid="macro-end"
      />
      {end === "snooze" && (
        <NumberInput
          label={say("macro.minutes")}
          min={1}
          max={365 * A_DAY}
          value={macro.snooze_minutes ?? A_DAY}
          onChange={(value) => set({ snooze_minutes: typeof value === "number" ? value : A_DAY })}
        />
      )}
      <Text size="sm" c="var(--muted)">
        {say("macro.order")}
      </Text>
    </PreparedForm>
  );
}

/** What is written, without what the server adds. */
function wordsOf({ name, take, add, remove, priority, fields, note, reply, resolve, snooze_minutes }: MacroWords): MacroWords {
  return { name, take, add, remove, priority, fields, note, reply, resolve, snooze_minutes };
}
