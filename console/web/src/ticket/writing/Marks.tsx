/** What colleagues mark a ticket with, and the macros that do several things at once. */

import { Button, Menu, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { keys } from "../../api/keys";
import type { Ticket } from "../../api/types";
import { listTags, PRIORITIES } from "../../api/writing";
import { ErrorAlert } from "../../shell/ErrorAlert";
import { Icon } from "../../shell/Icon";
import { useWords } from "../../words/Words";
import { MacroMenu } from "./MacroMenu";
import { PriorityMark, priorityOf } from "./PriorityMark";
import { useMarks } from "./useMarks";
import classes from "./Writing.module.css";

const MOST_TAGS = 20;
const LONGEST_TAG = 40;

export function Marks({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const { say } = useWords();
  const { retag, prioritise, run, busy, error, dismiss } = useMarks(ticket);
  const known = useQuery({ queryKey: keys.tags, queryFn: ({ signal }) => listTags(signal), staleTime: 60_000 });
  const priority = priorityOf(ticket.priority);
  return (
    <>
      <div className={classes.marks} data-part="marks">
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              disabled={busy}
              aria-label={say("priority.of", { priority: say(`priority.${priority}`) })}
              data-testid="priority"
            >
              <PriorityMark priority={priority} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {PRIORITIES.map((one) => (
              <Menu.Item key={one} onClick={() => prioritise(one)} data-testid={`priority-${one}`}>
                <PriorityMark priority={one} />
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <TagsInput
          className={classes.tagsInput ?? ""}
          size="xs"
          aria-label={say("tags.label")}
          placeholder={ticket.tags.length === 0 ? say("tags.add") : ""}
          leftSection={<Icon name="tag" size={14} />}
          value={[...ticket.tags]}
          data={[...(known.data ?? [])]}
          maxTags={MOST_TAGS}
          maxLength={LONGEST_TAG}
          limit={20}
          readOnly={busy}
          acceptValueOnBlur={false}
          onChange={retag}
          data-testid="tags"
        />
        <MacroMenu run={run} busy={busy} />
      </div>
      <ErrorAlert error={error} mt="xs" dismiss={dismiss} />
    </>
  );
}
