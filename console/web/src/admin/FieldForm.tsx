/** Defines a field, or changes one: labels, kind, options, whether it is required. */

import { Button, NativeSelect, Switch, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import { changeField, defineField } from "../fields/calls";
import classes from "../fields/Fields.module.css";
import { keyFrom, labelOf } from "../fields/reading";
import { KINDS, type Field, type FieldKind, type FieldWords, type Option } from "../fields/types";
import { SheetForm } from "../shell/SheetForm";
import { useWords } from "../words/Words";

const LONGEST_LABEL = 80;
const LONGEST_KEY = 40;
const MOST_OPTIONS = 50;

/** An option that is being written; `id` tells rows apart, a new one has no key yet. */
interface Draft extends Omit<Option, "key"> {
  readonly id: number;
  readonly key: string | null;
}

interface Props {
  readonly one: Field | null;
  /** The keys of the fields there are. */
  readonly taken: readonly string[];
  readonly close: () => void;
}

export function FieldForm({ one, taken, close }: Props): ReactNode {
  const { say, language } = useWords();
  const cache = useQueryClient();
  const [words, setWords] = useState({ label_id: one?.label_id ?? "", label_en: one?.label_en ?? "", required: one?.required ?? false });
  const [chosen, setKey] = useState<string | null>(null);
  const [kind, setKind] = useState<FieldKind>(one?.kind ?? "text");
  const [options, setOptions] = useState<readonly Draft[]>(() => (one?.options ?? []).map((option, id) => ({ ...option, id })));
  const key = chosen ?? (words.label_id === "" ? "" : keyFrom(words.label_id, taken));
  const set = (change: Partial<typeof words>): void => setWords({ ...words, ...change });
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const field: FieldWords = { ...words, options: kind === "choice" ? named(options) : [] };
      return one === null ? defineField({ ...field, key, kind }) : changeField(one.id, field);
    },
    onSuccess: close,
    onSettled: () => cache.invalidateQueries({ queryKey: keys.fields }),
  });
  const title = one === null ? say("fields.add") : say("app.changeOf", { name: labelOf(one, language) });
  return (
    <SheetForm
      title={title}
      close={close}
      size="lg"
      submit={() => mutate()}
      label={say("app.save")}
      testid="field-save"
      busy={isPending}
      error={error}
      formTestid="field-form"
    >
      <TextInput
        label={say("fields.labelId")}
        required
        withAsterisk={false}
        maxLength={LONGEST_LABEL}
        value={words.label_id}
        onChange={(event) => set({ label_id: event.currentTarget.value })}
        data-autofocus
        data-testid="field-label-id"
      />
      <TextInput
        label={say("fields.labelEn")}
        required
        withAsterisk={false}
        maxLength={LONGEST_LABEL}
        value={words.label_en}
        onChange={(event) => set({ label_en: event.currentTarget.value })}
        data-testid="field-label-en"
      />
      {one === null && (
        <>
          <TextInput
            label={say("fields.key")}
            description={say("fields.keyHint")}
            required
            withAsterisk={false}
            maxLength={LONGEST_KEY}
            pattern="[a-z][a-z0-9_]*"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            data-testid="field-key"
          />
          <NativeSelect
            label={say("fields.kind")}
            description={say("fields.kindHint")}
            value={kind}
            onChange={(event) => setKind(KINDS.find((known) => known === event.currentTarget.value) ?? "text")}
            data={KINDS.map((value) => ({ value, label: say(`field.kind.${value}`) }))}
            data-testid="field-kind"
          />
        </>
      )}
      {kind === "choice" && <Options options={options} change={setOptions} />}
      <Switch
        label={say("fields.requiredLong")}
        checked={words.required}
        onChange={(event) => set({ required: event.currentTarget.checked })}
        data-testid="field-required"
      />
    </SheetForm>
  );
}

/** New ones get a key of their label; those there were keep theirs, for it is what tickets hold. */
function named(options: readonly Draft[]): readonly Option[] {
  const taken = options.flatMap((one) => one.key ?? []);
  return options.map(({ key, label_id, label_en, archived }) => {
    const own = key ?? keyFrom(label_id, taken);
    if (key === null) taken.push(own);
    return { key: own, label_id, label_en, archived };
  });
}

interface OptionsProps {
  readonly options: readonly Draft[];
  readonly change: (options: readonly Draft[]) => void;
}

function Options({ options, change }: OptionsProps): ReactNode {
  const { say } = useWords();
  const set = (id: number, to: Partial<Draft>): void => change(options.map((one) => (one.id === id ? { ...one, ...to } : one)));
  const add = (): void => {
    const id = Math.max(-1, ...options.map((one) => one.id)) + 1;
    change([...options, { id, key: null, label_id: "", label_en: "", archived: false }]);
  };
  return (
    <fieldset className={classes.set}>
      <legend className={classes.legend}>{say("fields.options")}</legend>
      <ol className={classes.options}>
        {options.map((one, place) => (
          <li key={one.id} className={classes.option} data-archived={one.archived} data-testid="option">
            <TextInput
              size="xs"
              label={say("fields.optionId", { n: place + 1 })}
              required
              withAsterisk={false}
              maxLength={LONGEST_LABEL}
              value={one.label_id}
              onChange={(event) => set(one.id, { label_id: event.currentTarget.value })}
              data-testid="option-id"
            />
            <TextInput
              size="xs"
              label={say("fields.optionEn", { n: place + 1 })}
              required
              withAsterisk={false}
              maxLength={LONGEST_LABEL}
              value={one.label_en}
              onChange={(event) => set(one.id, { label_en: event.currentTarget.value })}
              data-testid="option-en"
            />
            {one.key === null ? (
              <Button
                size="xs"
                variant="default"
                aria-label={say("fields.optionRemoveOf", { n: place + 1 })}
                onClick={() => change(options.filter((other) => other.id !== one.id))}
              >
                {say("fields.optionRemove")}
              </Button>
            ) : (
              <Button
                size="xs"
                variant="default"
                aria-label={say(one.archived ? "fields.restoreOf" : "fields.archiveOf", { name: one.label_id })}
                onClick={() => set(one.id, { archived: !one.archived })}
                data-testid="option-archive"
              >
                {say(one.archived ? "fields.restore" : "fields.archive")}
              </Button>
            )}
            {one.archived && <p className={classes.optionKey}>{say("fields.optionArchived")}</p>}
          </li>
        ))}
      </ol>
      <Button mt="xs" size="xs" variant="default" onClick={add} disabled={options.length >= MOST_OPTIONS} data-testid="option-add">
        {say("fields.optionAdd")}
      </Button>
    </fieldset>
  );
}
