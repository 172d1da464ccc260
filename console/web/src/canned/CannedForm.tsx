/** Writes a canned response, in one language or both. */

import { Text, Textarea } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { Canned } from "../api/writing";
import { useWords } from "../words/Words";
import { PreparedForm } from "./PreparedForm";
import { unknownIn } from "./variables";

const LONGEST_TEXT = 10_000;

interface Props {
  readonly one: Canned | null;
  readonly share: boolean;
  readonly variables: readonly string[];
  readonly close: () => void;
}

export function CannedForm({ one, share, variables, close }: Props): ReactNode {
  const { say } = useWords();
  const [textId, setTextId] = useState(one?.text_id ?? "");
  const [textEn, setTextEn] = useState(one?.text_en ?? "");
  const wrong = (text: string): string | null => {
    const unknown = unknownIn(text, variables);
    return unknown.length === 0 ? null : say("refusal.unknown_variable", { names: unknown.join(", ") });
  };
  const title = say(one === null ? "canned.new" : "canned.edit");
  return (
    <PreparedForm kind="canned" title={title} one={one} share={share} close={close} words={{ text_id: textId, text_en: textEn }}>
      <Textarea
        label={say("canned.textId")}
        autosize
        minRows={4}
        maxRows={10}
        maxLength={LONGEST_TEXT}
        value={textId}
        error={wrong(textId)}
        onChange={(event) => setTextId(event.currentTarget.value)}
        data-testid="canned-id"
      />
      <Textarea
        label={say("canned.textEn")}
        autosize
        minRows={4}
        maxRows={10}
        maxLength={LONGEST_TEXT}
        value={textEn}
        error={wrong(textEn)}
        onChange={(event) => setTextEn(event.currentTarget.value)}
        data-testid="canned-en"
      />
      <Text size="sm" c="var(--muted)">
        {say("canned.oneText")} {say("canned.variables", { names: variables.map((name) => `{${name}}`).join(", ") })}
      </Text>
    </PreparedForm>
  );
}
