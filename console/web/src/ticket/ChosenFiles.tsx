/** The files that will go with what is being written: how far each has come, and a way to take it out. */

import type { ReactNode } from "react";
import { Icon } from "../shell/Icon";
import { fileSize } from "../words/fileSize";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";
import type { DraftFile } from "./draft";
import classes from "./Files.module.css";

interface Props {
  readonly files: readonly DraftFile[];
  readonly locked: boolean;
  readonly remove: (key: string) => void;
}

export function ChosenFiles({ files, locked, remove }: Props): ReactNode {
  const { say, language } = useWords();
  return (
    <ul className={classes.files} aria-label={say("composer.files")} data-testid="files">
      {files.map((file) => (
        <li key={file.key} className={classes.file} data-testid="file" data-state={stateOf(file)}>
          <Icon name="clip" size={14} />
          <span className={classes.fileName} title={file.name}>
            {file.name}
          </span>
          <small className={classes.fileFacts}>{fileSize(file.size, language)}</small>
          {stateOf(file) === "going" && (
            <progress className={classes.progress} value={file.done} max={1} aria-label={say("composer.uploading", { name: file.name })} />
          )}
          {file.error !== null && (
            <span role="alert" className={classes.fileError}>
              {explain(file.error, say)}
            </span>
          )}
          <button
            type="button"
            className={classes.remove}
            aria-label={say("composer.removeFile", { name: file.name })}
            disabled={locked}
            onClick={() => remove(file.key)}
            data-testid="remove-file"
          >
            <Icon name="cross" size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function stateOf(file: DraftFile): "there" | "failed" | "going" {
  if (file.error !== null) return "failed";
  return file.id === null ? "going" : "there";
}
