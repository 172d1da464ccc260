/** The files of a message: pictures as thumbnails, a PDF opens in a tab of its own, others are downloads. */

import type { ReactNode } from "react";
import type { Attachment } from "../api/types";
import { Icon } from "../shell/Icon";
import { fileSize } from "../words/fileSize";
import { useWords } from "../words/Words";
import classes from "./Transcript.module.css";

const PICTURES: readonly string[] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const PDF = "application/pdf";

export function Attachments({ attachments }: { readonly attachments: readonly Attachment[] }): ReactNode {
  const { say } = useWords();
  return (
    <ul className={classes.attachments} aria-label={say("message.attachments")}>
      {attachments.map((file) => (
        <li key={file.id}>
          <File file={file} />
        </li>
      ))}
    </ul>
  );
}

function File({ file }: { readonly file: Attachment }): ReactNode {
  const { language } = useWords();
  const picture = PICTURES.includes(file.media_type);
  const href = file.media_type === PDF ? `${file.url}?view=true` : file.url;
  return (
    <a href={href} target="_blank" rel="noreferrer" data-testid="attachment" data-media={file.media_type}>
      {picture ? <img className={classes.thumb} src={file.url} alt="" loading="lazy" decoding="async" /> : <Icon name="clip" size={14} />}
      <span>
        {file.name} <small>({fileSize(file.size, language)})</small>
      </span>
    </a>
  );
}
