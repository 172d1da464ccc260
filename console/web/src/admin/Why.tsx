/** Why something does not work: in the reader's language, and beneath it in the words of whoever said so. */

import type { ReactNode } from "react";
import type { Cause } from "../api/types";
import { useWords } from "../words/Words";
import classes from "./Admin.module.css";

interface Props {
  readonly cause: Cause | null;
  readonly said: string;
}

export function Why({ cause, said }: Props): ReactNode {
  const { say } = useWords();
  if (cause === null) return said === "" ? "–" : said;
  return (
    <span>
      <span className={classes.sentence}>{say(`cause.${cause}`)}</span>
      {said !== "" && <small className={classes.more}>{said}</small>}
    </span>
  );
}
