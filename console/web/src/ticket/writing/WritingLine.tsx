/** Above the composer: the citizen's language, and where the draft is. */

import type { ReactNode } from "react";
import type { Ticket } from "../../api/types";
import { Icon } from "../../shell/Icon";
import { useWords } from "../../words/Words";
import type { Kept } from "../draftKeeper";
import classes from "./Writing.module.css";

interface Props {
  readonly ticket: Ticket;
  readonly kept: Kept;
}

export function WritingLine({ ticket, kept }: Props): ReactNode {
  const { say } = useWords();
  return (
    <p className={classes.line}>
      <span data-testid="citizen-language">{say("writing.language", { language: say(`language.${ticket.locale}`) })}</span>
      <span role="status" className={classes.kept} data-kept={kept} data-testid="draft-state">
        {kept === "local" && <Icon name="warn" size={13} />}
        {kept === "none" || kept === "saving" ? "" : say(`draft.${kept}`)}
      </span>
    </p>
  );
}
