/** The canned responses that fit what was typed after "/". */

import { useEffect, useRef, type AriaAttributes, type ReactNode } from "react";
import { CANNED } from "../../shell/route";
import { explain } from "../../words/problem";
import { useWords } from "../../words/Words";
import type { SlashSearch } from "./useSlash";
import classes from "./Writing.module.css";

export const SLASH_LIST = "slash-list";

export function optionId(at: number): string {
  return `${SLASH_LIST}-${String(at)}`;
}

/** What the field says of the list to readers. */
export function listAria(slash: SlashSearch): Pick<AriaAttributes, "aria-autocomplete" | "aria-controls" | "aria-activedescendant"> {
  return {
    "aria-autocomplete": "list",
    "aria-controls": slash.open ? SLASH_LIST : undefined,
    "aria-activedescendant": slash.open && slash.found.length > 0 ? optionId(slash.at) : undefined,
  };
}

export function SlashMenu({ slash }: { readonly slash: SlashSearch }): ReactNode {
  const { say } = useWords();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[slash.at]?.scrollIntoView({ block: "nearest" });
  }, [slash.at, slash.query]);
  if (!slash.open) return null;
  const nothing = slash.found.length === 0;
  return (
    <div
      className={classes.slash}
      data-testid="slash"
      // The composer keeps the caret.
      onMouseDown={(event) => event.preventDefault()}
    >
      {nothing && (
        <p className={classes.quiet} role="status">
          {slash.error !== null ? explain(slash.error, say) : slash.loading ? say("app.loading") : say("slash.none")}
        </p>
      )}
      <ul ref={list} id={SLASH_LIST} role="listbox" aria-label={say("slash.label")} className={classes.options} hidden={nothing}>
        {slash.found.map((one, at) => (
          <li
            key={one.id}
            id={optionId(at)}
            role="option"
            aria-selected={at === slash.at}
            className={classes.option}
            data-testid="slash-option"
            onClick={() => slash.choose(one)}
          >
            <span className={classes.optionName}>
              {one.name}
              {!one.shared && <small>{say("canned.own")}</small>}
              {one.missing.length > 0 && <small className={classes.warn}>{say("slash.missing", { n: one.missing.length })}</small>}
            </span>
            <span className={classes.optionText}>{one.text}</span>
          </li>
        ))}
      </ul>
      <p className={classes.quiet}>
        {say("slash.keys")} <a href={CANNED}>{say("slash.manage")}</a>
      </p>
    </div>
  );
}
