/** The order an agent chose for a view; kept in this browser. */

import { useState } from "react";
import { SORTS, usualSort, type Sort, type View } from "./views";

export function useSort(view: View): readonly [Sort, (sort: Sort) => void] {
  const [sort, setSort] = useState(() => kept(view) ?? usualSort(view));
  return [
    sort,
    (next) => {
      setSort(next);
      keep(view, next);
    },
  ];
}

const name = (view: View): string => `tanya.sort.${view}`;

function kept(view: View): Sort | undefined {
  try {
    return SORTS.find((one) => one === localStorage.getItem(name(view)));
  } catch {
    return undefined;
  }
}

function keep(view: View, sort: Sort): void {
  try {
    localStorage.setItem(name(view), sort);
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
}
