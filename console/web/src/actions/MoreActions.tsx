/** The menu of a ticket's further actions: snooze, merge, close, spam, and back again. */

import { Button, Menu } from "@mantine/core";
import { lazy, Suspense, useState, type ReactNode } from "react";
import type { Ticket } from "../api/types";
import { Refusal } from "../fields/Refusal";
import { fullTime } from "../words/time";
import { useNow } from "../words/useNow";
import { useWords } from "../words/Words";
import type { Action } from "./calls";
import { moreFor, type More } from "./more";
import { presets } from "./snooze";
import { useAct } from "./useAct";

const SnoozeDialog = lazy(() => import("./SnoozeDialog"));
const MergeDialog = lazy(() => import("./MergeDialog"));

/** What needs nothing more to be said: each can be taken back, so none asks whether one is sure. */
const PLAIN = {
  close: { name: "close" },
  spam: { name: "spam" },
  "not-spam": { name: "reopen" },
  unmerge: { name: "unmerge" },
} as const satisfies Readonly<Partial<Record<More, Action>>>;

function isPlain(one: More): one is keyof typeof PLAIN {
  return one in PLAIN;
}

export function MoreActions({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const { say } = useWords();
  const { run, busy, error, dismiss } = useAct(ticket.number);
  const [open, setOpen] = useState<"snooze" | "merge" | null>(null);
  const more = moreFor(ticket);
  const close = (): void => setOpen(null);
  return (
    <>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button size="xs" px="sm" variant="default" loading={busy} data-testid="more-actions">
            {say("action.more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {more.includes("snooze") && <SnoozeItems run={run} choose={() => setOpen("snooze")} />}
          {more.includes("merge") && (
            <Menu.Item onClick={() => setOpen("merge")} data-testid="more-merge">
              {say("action.merge")}
            </Menu.Item>
          )}
          {more.filter(isPlain).map((one) => (
            <Menu.Item key={one} onClick={() => run(PLAIN[one])} data-testid={`more-${one}`}>
              {say(`action.${one}`)}
            </Menu.Item>
          ))}
          {(ticket.merged ?? []).map((number) => (
            <Menu.Item key={number} onClick={() => run({ name: "unmerge" }, { on: number })} data-testid="more-unmerge-one">
              {say("action.unmergeOne", { number })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Refusal ticket={ticket} error={error} settling="close" dismiss={dismiss} />
      <Suspense fallback={null}>
        {open === "snooze" && <SnoozeDialog ticket={ticket} close={close} />}
        {open === "merge" && <MergeDialog ticket={ticket} close={close} />}
      </Suspense>
    </>
  );
}

interface SnoozeProps {
  readonly run: (action: Action) => void;
  readonly choose: () => void;
}

function SnoozeItems({ run, choose }: SnoozeProps): ReactNode {
  const { say, language } = useWords();
  const now = useNow();
  return (
    <>
      <Menu.Label>{say("action.snooze")}</Menu.Label>
      {presets(now).map(({ name, until }) => (
        <Menu.Item
          key={name}
          title={fullTime(until, language)}
          onClick={() => run({ name: "snooze", until: until.toISOString() })}
          data-testid={`snooze-${name}`}
        >
          {say(`snooze.${name}`)}
        </Menu.Item>
      ))}
      <Menu.Item onClick={choose} data-testid="snooze-date">
        {say("snooze.date")}
      </Menu.Item>
      <Menu.Divider />
    </>
  );
}
