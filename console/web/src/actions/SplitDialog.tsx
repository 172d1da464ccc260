/** Makes a ticket of its own of a conversation, from one message of the citizen on. */

import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import type { Message } from "../api/types";
import parts from "../shell/Parts.module.css";
import { hrefOf, useRoute } from "../shell/route";
import { SheetForm } from "../shell/SheetForm";
import { useWords } from "../words/Words";
import classes from "./Actions.module.css";
import { split } from "./calls";
import { readAgain } from "./useAct";

interface Props {
  readonly number: string;
  readonly message: Message;
  readonly close: () => void;
}

export default function SplitDialog({ number, message, close }: Props): ReactNode {
  const { say } = useWords();
  const { view } = useRoute();
  const cache = useQueryClient();
  const [subject, setSubject] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => split(number, message.id, subject.trim()),
    onSuccess: (born) => {
      cache.removeQueries({ queryKey: keys.messages(number) });
      close();
      window.location.hash = hrefOf({ view, number: born.number });
    },
    onSettled: () => readAgain(cache, number),
  });
  const chat = message.channel.kind !== "email";
  return (
    <SheetForm
      title={say("split.title")}
      close={close}
      submit={() => mutate()}
      label={say("split.confirm")}
      testid="split-confirm"
      busy={isPending}
      error={error}
    >
      <blockquote className={classes.quote}>{message.text}</blockquote>
      <p className={parts.plain}>{say(chat ? "split.chat" : "split.mail")}</p>
      <TextInput
        label={say("split.subject")}
        description={say(chat ? "split.subjectChat" : "split.subjectMail")}
        maxLength={300}
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
        data-autofocus
        data-testid="split-subject"
      />
      <p className={parts.quiet}>{say("split.canUndo", { number })}</p>
    </SheetForm>
  );
}
