/** Says what a macro does, in one line. */

import type { MacroWords } from "../../api/writing";
import { useFields } from "../../fields/useFields";
import { useWords } from "../../words/Words";
import { deedsOf } from "./deeds";

export function useDeeds(): (macro: MacroWords) => string {
  const { say, language } = useWords();
  const fields = useFields();
  return (macro) => deedsOf(macro, fields, language, say).join(" · ");
}
