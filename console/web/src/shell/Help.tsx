/** The help sheet: every key, by where it works. */

import { Kbd } from "@mantine/core";
import type { ReactNode } from "react";
import type { Key } from "../words/id";
import { useWords } from "../words/Words";
import classes from "./Dialogs.module.css";
import { ALWAYS_KEYS, LIST_KEYS, RICH_KEYS, TICKET_KEYS, VIEW_KEYS, type Line } from "./keys";
import { Sheet } from "./Sheet";

const GROUPS: readonly (readonly [Key, readonly Line[]])[] = [
  ["keys.list", LIST_KEYS],
  ["keys.ticket", TICKET_KEYS],
  ["keys.views", VIEW_KEYS],
  ["keys.rich", RICH_KEYS],
  ["keys.always", ALWAYS_KEYS],
];

export default function Help({ close }: { readonly close: () => void }): ReactNode {
  const { say } = useWords();
  return (
    <Sheet title={say("keys.title")} close={close} size="lg">
      <div className={classes.groups} data-testid="help">
        {GROUPS.map(([title, keys]) => (
          <section key={title}>
            <h3 className={classes.group}>{say(title)}</h3>
            <dl className={classes.keys}>
              {keys.map((one) => (
                <div key={one.words}>
                  <dt>{say(one.words)}</dt>
                  <dd>
                    {one.keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Sheet>
  );
}
