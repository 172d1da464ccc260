/** Chooses which of the office's own fields a macro fills in, and with what. */

import { CloseButton, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useId, useState, type ReactNode } from "react";
import { FieldControl } from "../fields/FieldControl";
import { labelOf, typedOf, valueOf, type Typed } from "../fields/reading";
import type { Field, FieldValue } from "../fields/types";
import { useFields } from "../fields/useFields";
import { useWords } from "../words/Words";

type Held = Readonly<Record<string, FieldValue>>;

interface Props {
  readonly held: Held;
  readonly onChange: (held: Held) => void;
}

export function MacroFields({ held, onChange }: Props): ReactNode {
  const { say, language } = useWords();
  const title = useId();
  const fields = useFields();
  // Those that are here, also while nothing stands in them yet.
  const [typed, setTyped] = useState<ReadonlyMap<string, Typed>>(() => new Map(Object.entries(held).map(([key, value]) => [key, typedOf(value)])));
  const type = (now: ReadonlyMap<string, Typed>): void => {
    setTyped(now);
    onChange(heldIn(now, fields));
  };
  const here = fields.filter((field) => typed.has(field.key));
  const others = fields.filter((field) => !field.archived && !typed.has(field.key));
  if (here.length + others.length === 0) return null;
  return (
    <Stack gap="xs" role="group" aria-labelledby={title}>
      <Text size="sm" fw={600} id={title}>
        {say("macro.fields")}
      </Text>
      {here.map((field) => (
        <Group key={field.key} gap="xs" align="end" wrap="nowrap">
          <div style={{ flexGrow: 1 }}>
            <FieldControl
              field={field}
              typed={typed.get(field.key) ?? ""}
              onType={(to) => type(new Map(typed).set(field.key, to))}
              error={null}
              busy={false}
              size="sm"
            />
          </div>
          <CloseButton
            aria-label={say("macro.leaveField", { label: labelOf(field, language) })}
            onClick={() => type(new Map([...typed].filter(([key]) => key !== field.key)))}
          />
        </Group>
      ))}
      {others.length > 0 && (
        <NativeSelect
          aria-label={say("macro.chooseField")}
          value=""
          onChange={(event) => setTyped(new Map(typed).set(event.currentTarget.value, ""))}
          data={[{ value: "", label: say("macro.chooseField") }, ...others.map((field) => ({ value: field.key, label: labelOf(field, language) }))]}
          data-testid="macro-field"
        />
      )}
    </Stack>
  );
}

/** What is typed, as the server takes it; nothing is said of what is empty. */
function heldIn(typed: ReadonlyMap<string, Typed>, fields: readonly Field[]): Held {
  const held = fields.flatMap((field) => {
    const value = valueOf(field, typed.get(field.key) ?? "");
    return value === null ? [] : [[field.key, value] as const];
  });
  return Object.fromEntries(held);
}
