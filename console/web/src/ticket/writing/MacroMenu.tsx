/** The macros one may run on a ticket, each with what it does. */

import { Button, Menu, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { keys } from "../../api/keys";
import { listMacros, type Macro } from "../../api/writing";
import { CANNED } from "../../shell/route";
import { explain } from "../../words/problem";
import { Icon } from "../../shell/Icon";
import { useWords } from "../../words/Words";
import { useDeeds } from "./useDeeds";
import classes from "./Writing.module.css";

interface Props {
  readonly run: (macro: Macro) => void;
  readonly busy: boolean;
}

export function MacroMenu({ run, busy }: Props): ReactNode {
  const { say } = useWords();
  const deeds = useDeeds();
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({ queryKey: keys.macros, queryFn: ({ signal }) => listMacros(signal), enabled: open });
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="xs" variant="default" loading={busy} leftSection={<Icon name="bolt" size={14} />} data-testid="macros">
          {say("macros.title")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="60dvh" style={{ overflowY: "auto" }}>
        {data === undefined && (
          <Text size="sm" c="dimmed" px="sm" py={4} role="status">
            {error === null ? say("app.loading") : explain(error, say)}
          </Text>
        )}
        {data?.length === 0 && (
          <Text size="sm" c="dimmed" px="sm" py={4}>
            {say("macros.none")}
          </Text>
        )}
        {data?.map((macro) => (
          <Menu.Item key={macro.id} onClick={() => run(macro)} data-testid="macro">
            <span className={classes.macroName}>{macro.name}</span>
            <span className={classes.macroDoes}>{deeds(macro)}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component="a" href={CANNED}>
          {say("slash.manage")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
