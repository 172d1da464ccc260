/** A moment, short; the full date is on hover. */

import type { ReactNode } from "react";
import { clock, fullTime } from "../words/time";
import { useWords } from "../words/Words";

/** `at`: null is said to be never. */
export function When({ at }: { readonly at: string | null }): ReactNode {
  const { say, language } = useWords();
  if (at === null) return say("account.never");
  const moment = new Date(at);
  const format = { timeZone: "Asia/Jakarta", day: "numeric", month: "short", year: "numeric" } as const;
  const day = new Intl.DateTimeFormat(language === "id" ? "id-ID" : "en-GB", format).format(moment);
  return (
    <time dateTime={at} title={fullTime(moment, language)}>
      {day} {clock(moment)}
    </time>
  );
}
