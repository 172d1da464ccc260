/** An answer of the bot that waits for approval: send as it is, change it, or throw it away. */

import { Button, Group, Textarea } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import { useDraft } from "../ticket/useDraft";
import { COMPOSER } from "../ticket/useUndo";
import { clock, fullTime } from "../words/time";
import { useWords } from "../words/Words";
import type { Proposal } from "./api";
import classes from "./BotPanel.module.css";
import { Facts } from "./Facts";
import { useProposal } from "./useProposal";

interface Props {
  readonly number: string;
  readonly proposal: Proposal;
}

export function ProposalCard({ number, proposal }: Props): ReactNode {
  const { say, language } = useWords();
  const [edited, setEdited] = useState<string | null>(null);
  const { send, discard, busy, error } = useProposal(number, proposal.id);
  const stale = proposal.state === "stale";
  const at = new Date(proposal.at);
  return (
    <article className={classes.proposal} data-testid="proposal" data-state={proposal.state}>
      <header className={classes.proposalHead}>
        <strong>{proposal.label}</strong>
        <time dateTime={proposal.at} title={fullTime(at, language)}>
          {clock(at)}
        </time>
      </header>
      <p className={stale ? classes.doubt : classes.unsent} data-testid="proposal-note">
        <Icon name={stale ? "warn" : "lock"} size={14} />
        <span>{say(stale ? "bot.stale" : "bot.unsent")}</span>
      </p>
      {edited === null ? (
        <p className={classes.proposalText} lang={proposal.locale}>
          {proposal.text}
        </p>
      ) : (
        <Textarea
          aria-label={say("bot.editLabel")}
          autosize
          minRows={4}
          maxRows={16}
          autoFocus
          value={edited}
          onChange={(event) => setEdited(event.currentTarget.value)}
          data-testid="proposal-edit"
        />
      )}
      <Facts facts={proposal.facts} />
      <ErrorAlert error={error} />
      <Group gap="xs">
        {stale ? (
          <ToComposer number={number} text={proposal.text} />
        ) : edited === null ? (
          <>
            <Button size="compact-sm" color="blue.8" loading={busy === "send"} disabled={busy !== null} onClick={() => send(null)} data-testid="proposal-send">
              {say("bot.send")}
            </Button>
            <Button size="compact-sm" variant="default" disabled={busy !== null} onClick={() => setEdited(proposal.text)} data-testid="proposal-change">
              {say("bot.edit")}
            </Button>
          </>
        ) : (
          <>
            <Button
              size="compact-sm"
              color="blue.8"
              loading={busy === "send"}
              disabled={busy !== null || edited.trim() === ""}
              onClick={() => send(edited)}
              data-testid="proposal-send"
            >
              {say("bot.sendEdited")}
            </Button>
            <Button size="compact-sm" variant="default" disabled={busy !== null} onClick={() => setEdited(null)}>
              {say("app.cancel")}
            </Button>
          </>
        )}
        {edited === null && <Discard busy={busy} discard={discard} />}
      </Group>
    </article>
  );
}

/** Asks once more: what is thrown away does not come back. */
function Discard({ busy, discard }: { readonly busy: "send" | "discard" | null; readonly discard: () => void }): ReactNode {
  const { say } = useWords();
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button size="compact-sm" variant="subtle" color="red" disabled={busy !== null} onClick={() => setAsked(true)} data-testid="proposal-discard">
        {say("bot.discard")}
      </Button>
    );
  }
  return (
    <>
      <Button
        size="compact-sm"
        variant="outline"
        color="red"
        autoFocus
        loading={busy === "discard"}
        disabled={busy !== null}
        onClick={discard}
        data-testid="proposal-discard-yes"
      >
        {say("bot.discardYes")}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsked(false)}>
        {say("app.cancel")}
      </Button>
    </>
  );
}

/** What is out of date may still be a beginning: in the agent's own reply, to be read once more. */
function ToComposer({ number, text }: { readonly number: string; readonly text: string }): ReactNode {
  const { say } = useWords();
  const [draft, change] = useDraft(number);
  const put = (): void => {
    change(number, { kind: "write", text: draft.text.trim() === "" ? text : `${draft.text}\n\n${text}` });
    document.getElementById(COMPOSER)?.focus();
  };
  return (
    <Button size="compact-sm" variant="default" disabled={draft.sending} onClick={put} data-testid="proposal-copy">
      {say("bot.toComposer")}
    </Button>
  );
}
