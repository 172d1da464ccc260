/** The bot panel over the ticket, where there is no room beside it. */

import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import type { Agent, Ticket } from "../api/types";
import { useWords } from "../words/Words";
import BotPanel from "./BotPanel";
import classes from "./BotPanel.module.css";

interface Props {
  readonly ticket: Ticket;
  readonly me: Agent;
  readonly opened: boolean;
  readonly close: () => void;
}

export default function BotDrawer({ ticket, me, opened, close }: Props): ReactNode {
  const { say } = useWords();
  return (
    <Drawer.Root opened={opened} onClose={close} position="right" size="min(25rem, 100%)" padding={0}>
      <Drawer.Overlay />
      <Drawer.Content>
        <div className={classes.drawerHead}>
          <Drawer.Title fw={600}>{say("bot.title")}</Drawer.Title>
          <Drawer.CloseButton aria-label={say("bot.close")} />
        </div>
        <Drawer.Body>
          <BotPanel ticket={ticket} me={me} />
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
