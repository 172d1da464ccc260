/** What the system said: of a field that was set in the reader's language, else as it was written. */

import type { ReactNode } from "react";
import type { Message } from "../api/types";
import { authorName } from "../ticket/authorName";
import { useWords } from "../words/Words";
import { readChange } from "./reading";
import { useFields } from "./useFields";

export function SystemText({ message }: { readonly message: Message }): ReactNode {
  return message.field == null ? message.text : <Changed message={message} change={message.field} />;
}

interface Props {
  readonly message: Message;
  readonly change: NonNullable<Message["field"]>;
}

function Changed({ message, change }: Props): ReactNode {
  const { say, language } = useWords();
  return readChange(change, authorName(message, say), useFields(), language, say) ?? message.text;
}
