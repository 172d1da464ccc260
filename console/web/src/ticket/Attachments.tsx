/** The files of a message, each a link. */

import type { ReactNode } from "react";
import type { Attachment } from "../api/types";
import { Icon } from "../shell/Icon";
import { fileSize } from "../words/fileSize";
import { useWords } from "../words/Words";
import classes from "./Transcript.module.css";

export function Attachments({ attachments }: { readonly attachments: readonly Attachment[] }): ReactNode {
  const { say, language } = useWords();
  return (
    <ul className={classes.attachments} aria-label={say("message.attachments")}>
      {attachments.map((file) => (
        <li key={file.id}>
          <a href={file.url} target="_blank" rel="noreferrer">
            <Icon name="clip" size={14} />
            {file.name} <small>({fileSize(file.size, language)})</small>
          </a>
        </li>
      ))}
    </ul>
  );
}
