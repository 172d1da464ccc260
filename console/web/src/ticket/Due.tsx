/** Until when somebody should answer; once that has passed, for how long, in red. */

import type { ReactNode } from "react";
import { Icon } from "../shell/Icon";
import { dueWords, isLate, type Place } from "../words/due";
import { fullTime } from "../words/time";
import { useNow } from "../words/useNow";
import { useWords } from "../words/Words";
import classes from "./Due.module.css";

interface Props {
  readonly at: Date;
  readonly place: Place;
}

export function Due({ at, place }: Props): ReactNode {
  const { say, language } = useWords();
  const now = useNow();
  const late = isLate(at, now);
  return (
    <time
      className={classes.due}
      dateTime={at.toISOString()}
      title={fullTime(at, language)}
      data-place={place}
      data-late={late}
      data-testid="due"
    >
      {late ? <Icon name="warn" size={13} /> : place === "row" && <Icon name="clock" size={13} />}
      {dueWords(at, now, place, language, say)}
    </time>
  );
}
