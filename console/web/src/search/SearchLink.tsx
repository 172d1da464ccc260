/** The way to the search from everywhere: looks like a field in the bar, and "/" presses it. */

import { useHotkeys } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Icon } from "../shell/Icon";
import { useWords } from "../words/Words";
import { SEARCH } from "./place";
import classes from "./SearchLink.module.css";

export function SearchLink({ here }: { readonly here: boolean }): ReactNode {
  const { say } = useWords();
  useHotkeys([["/", open]]); // Not while someone types in a field.
  return (
    <a
      href={SEARCH}
      className={classes.link}
      aria-current={here ? "page" : undefined}
      aria-keyshortcuts="/"
      onClick={(event) => {
        if (here) event.preventDefault();
        open();
      }}
      data-testid="open-search"
    >
      <Icon name="search" />
      <span className={`${classes.name} visually-hidden-phone`}>{say("search.title")}</span>
      <kbd className={classes.key} aria-hidden="true">
        /
      </kbd>
    </a>
  );
}

/** On the page already: its words are kept, and the field has the focus. */
function open(): void {
  const field = document.querySelector<HTMLInputElement>("[data-testid=search-words]");
  if (field === null) {
    window.location.hash = SEARCH;
  } else {
    field.focus();
    field.select();
  }
}
