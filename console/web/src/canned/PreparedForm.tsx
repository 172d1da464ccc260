/** What the forms of canned responses and macros share: name, owner, save, delete. */

import { Button, SegmentedControl, Text, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { Kind } from "../api/writing";
import { SheetForm } from "../shell/SheetForm";
import { useWords } from "../words/Words";
import { usePrepared } from "./usePrepared";

const LONGEST_NAME = 80;

interface Props {
  readonly kind: Kind;
  readonly title: string;
  readonly one: { readonly id: string; readonly name: string; readonly shared: boolean } | null;
  readonly share: boolean;
  readonly close: () => void;
  /** It is stored; null: it was thrown away. */
  readonly stored?: (id: string | null) => void;
  /** What is stored beside the name. */
  readonly words: object;
  readonly children: ReactNode;
}

export function PreparedForm({ kind, title, one, share, close, stored, words, children }: Props): ReactNode {
  const { say } = useWords();
  const [name, setName] = useState(one?.name ?? "");
  const [shared, setShared] = useState(one?.shared ?? false);
  const [sure, setSure] = useState(false);
  const { write, remove, busy, error } = usePrepared(kind, one?.id ?? null, (id) => {
    stored?.(id);
    close();
  });
  return (
    <SheetForm
      title={title}
      close={close}
      size="lg"
      submit={() => write(shared, { ...words, name })}
      label={say("app.save")}
      testid="prepared-save"
      busy={busy}
      error={error}
      aside={one !== null && <Remove name={one.name} sure={sure} ask={setSure} remove={() => remove(one.shared)} busy={busy} />}
      formTestid="prepared-form"
    >
      <TextInput
        label={say("canned.name")}
        required
        maxLength={LONGEST_NAME}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
        data-testid="prepared-name"
      />
      {share && one === null && (
        <div>
          <Text size="sm" fw={600} id="prepared-whose">
            {say("canned.whose")}
          </Text>
          <SegmentedControl
            aria-labelledby="prepared-whose"
            value={shared ? "all" : "me"}
            onChange={(to) => setShared(to === "all")}
            data={[
              { value: "me", label: say("canned.forMe") },
              { value: "all", label: say("canned.forAll") },
            ]}
            data-testid="prepared-whose"
          />
        </div>
      )}
      {children}
    </SheetForm>
  );
}

interface RemoveProps {
  readonly name: string;
  readonly sure: boolean;
  readonly ask: (sure: boolean) => void;
  readonly remove: () => void;
  readonly busy: boolean;
}

/** Asked once more: nobody brings it back. */
function Remove({ name, sure, ask, remove, busy }: RemoveProps): ReactNode {
  const { say } = useWords();
  return (
    <Button
      variant={sure ? "filled" : "default"}
      color="red"
      disabled={busy}
      onClick={() => (sure ? remove() : ask(true))}
      onBlur={() => ask(false)}
      data-testid="prepared-delete"
    >
      {sure ? say("canned.deleteSure", { name }) : say("canned.delete")}
    </Button>
  );
}
