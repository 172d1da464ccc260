/** The control of one field, by its kind. */

import { NumberInput, Select, TextInput } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import { useWords, type Say } from "../words/Words";
import classes from "./Fields.module.css";
import { labelOf, type Typed } from "./reading";
import type { Field } from "./types";

const LONGEST = 500;
/** In the list of a choice: nothing; no key looks like that. */
const NOTHING = "-";

interface Props {
  readonly field: Field;
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
  /** Something was chosen from a list: that is all there is to do. */
  readonly onChoose?: (typed: Typed) => void;
  /** The field was left. */
  readonly onLeave?: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly error: string | null;
  readonly busy: boolean;
  readonly size?: "xs" | "sm";
  /** It takes the keyboard when its dialog opens. */
  readonly first?: boolean;
}

export function FieldControl({ field, typed, onType, onChoose, onLeave, onKeyDown, error, busy, size = "xs", first = false }: Props): ReactNode {
  const { say, language } = useWords();
  const label = labelOf(field, language);
  const common = {
    size,
    label: field.archived ? say("field.labelArchived", { label }) : label,
    error,
    readOnly: busy,
    classNames: { label: classes.label ?? "", error: classes.error ?? "" },
    "aria-busy": busy,
    "data-testid": `field-${field.key}`,
    ...(first ? { "data-autofocus": true } : {}),
    ...(onLeave === undefined ? {} : { onBlur: onLeave }),
    ...(onKeyDown === undefined ? {} : { onKeyDown }),
  } as const;
  switch (field.kind) {
    case "number":
      return (
        <NumberInput
          {...common}
          hideControls
          decimalSeparator={language === "id" ? "," : "."}
          allowedDecimalSeparators={[",", "."]}
          value={typed}
          onChange={onType}
          maxLength={20}
        />
      );
    case "choice":
    case "yes_no":
      return (
        <Select
          {...common}
          placeholder={say("field.empty")}
          value={typed === "" ? null : String(typed)}
          data={optionsOf(field, typed, language === "en", say)}
          allowDeselect={false}
          maxDropdownHeight={240}
          onChange={(value) => (onChoose ?? onType)(value === null || value === NOTHING ? "" : value)}
        />
      );
    case "date":
      return <TextInput {...common} type="date" max="9999-12-31" value={typed} onChange={(event) => onType(event.currentTarget.value)} />;
    case "text":
      return <TextInput {...common} maxLength={LONGEST} value={typed} onChange={(event) => onType(event.currentTarget.value)} />;
  }
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What can be chosen: nothing, what is offered, and what is set though it was archived. */
function optionsOf(field: Field, typed: Typed, english: boolean, say: Say): Choice[] {
  const nothing: readonly Choice[] = typed === "" ? [] : [{ value: NOTHING, label: say("field.makeEmpty") }];
  if (field.kind === "yes_no") {
    return [...nothing, { value: "true", label: say("field.yes") }, { value: "false", label: say("field.no") }];
  }
  const offered = field.options.filter((one) => !one.archived || one.key === typed);
  return [
    ...offered.map((one) => {
      const label = labelOf(one, english ? "en" : "id");
      return { value: one.key, label: one.archived ? say("field.labelArchived", { label }) : label };
    }),
    ...nothing,
  ];
}
