/** Sends a ticket's draft, and puts what was stored into the transcript. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useContext } from "react";
import { sendMessage, type Outgoing } from "../api/client";
import { keys } from "../api/keys";
import type { Colleague, Message } from "../api/types";
import { mentionsIn } from "../together/mentions";
import { canSend } from "./draft";
import { newKey } from "./newKey";
import { DraftsContext, useDraft } from "./useDraft";

/** `resolve`: the reply settles the matter. */
export function useSend(number: string): (resolve: boolean) => void {
  const cache = useQueryClient();
  const [draft, change] = useDraft(number);
  const drafts = useContext(DraftsContext);
  const { mutate } = useMutation({
    mutationFn: sendMessage,
    onSuccess: (message: Message, out: Outgoing) => {
      change(out.number, { kind: "sent", message: message.id });
      cache.setQueryData<readonly Message[]>(keys.messages(out.number), (old) => withMessage(old, message));
      return Promise.all([
        cache.invalidateQueries({ queryKey: keys.messages(out.number) }),
        cache.invalidateQueries({ queryKey: keys.ticket(out.number) }),
        ...(out.resolve ? [cache.invalidateQueries({ queryKey: keys.lists })] : []),
      ]);
    },
    onError: (error, out) => change(out.number, { kind: "failed", error }),
  });
  return (resolve) => {
    if (!canSend(draft)) return;
    const going = change(number, { kind: "send", key: newKey() });
    if (going.key === null) return;
    const attachments = going.files.flatMap((file) => file.id ?? []);
    const colleagues = cache.getQueryData<readonly Colleague[]>(keys.colleagues) ?? [];
    const mentions = going.private ? mentionsIn(going.text, colleagues) : [];
    mutate({
      number,
      text: going.text.trim(),
      html: going.private ? null : going.html,
      private: going.private,
      attachments,
      mentions,
      key: going.key,
      resolve: resolve && !going.private,
      draft: drafts?.keeper.version(number) ?? null,
    });
  };
}

/** The live log may have brought it already. */
export function withMessage(old: readonly Message[] | undefined, message: Message): readonly Message[] | undefined {
  if (old === undefined) return undefined;
  return old.some((one) => one.id === message.id) ? old : [...old, message];
}
