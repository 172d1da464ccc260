/** Takes files for a ticket's draft and sends them ahead; they go on when the pane is closed. */

import { useMutation } from "@tanstack/react-query";
import { useContext } from "react";
import type { Upload } from "../api/types";
import { uploadFile } from "../api/upload";
import { newKey } from "./newKey";
import { DraftsContext } from "./useDraft";

interface Going {
  readonly number: string;
  readonly key: string;
  readonly file: File;
  readonly stop: AbortSignal;
}

interface Attach {
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: string) => void;
}

export function useAttach(number: string): Attach {
  const drafts = useContext(DraftsContext);
  if (drafts === null) throw new Error("useAttach needs a DraftsContext around it");
  const { mutate } = useMutation({
    mutationFn: (going: Going): Promise<Upload> =>
      uploadFile(going.file, going.stop, (done) => drafts.change(going.number, { kind: "progress", file: going.key, done })),
    onSuccess: (upload, going) => drafts.change(going.number, { kind: "uploaded", file: going.key, id: upload.id }),
    onError: (error, going) => drafts.change(going.number, { kind: "refused", file: going.key, error }),
    onSettled: (_upload, _error, going) => drafts.stops.delete(going.key),
  });
  return {
    add: (files) => {
      const named = files.map((file) => ({ key: newKey(), file }));
      const chosen = named.map(({ key, file }) => ({ key, name: file.name, size: file.size }));
      const draft = drafts.change(number, { kind: "attach", files: chosen });
      for (const { key, file } of named) {
        if (draft.files.some((one) => one.key === key && one.error === null)) {
          const stop = new AbortController();
          drafts.stops.set(key, stop);
          mutate({ number, key, file, stop: stop.signal });
        }
      }
    },
    remove: (key) => {
      drafts.change(number, { kind: "detach", file: key });
      drafts.stops.get(key)?.abort();
    },
  };
}
