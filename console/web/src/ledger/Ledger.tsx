/** The ledger of mail: for each mailbox what was seen, what became of it, and whether that adds up. */

import { Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { getLedger } from "../api/client";
import { keys } from "../api/keys";
import type { Mailbox } from "../api/types";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import { Page } from "../shell/Page";
import { useWords } from "../words/Words";
import { Aside } from "./Aside";
import classes from "./Ledger.module.css";
import { becameOf, filed, setAside } from "./sums";

const LOOK_AGAIN_MS = 60_000;

export function Ledger(): ReactNode {
  const { say } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: keys.ledger,
    queryFn: ({ signal }) => getLedger(signal),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return (
    <Page title={say("ledger.title")} about={say("ledger.about")}>
      {data === undefined && error === null && <Loader role="img" m="xl" mx="auto" display="block" aria-label={say("app.loading")} />}
      <ErrorAlert error={error} my="md" title={say("ledger.failed")} retry={() => void refetch()} />
      {data?.length === 0 && <p className={classes.empty}>{say("ledger.empty")}</p>}
      {data !== undefined && data.length > 0 && (
        <>
          <Sums mailboxes={data} />
          {data.map((mailbox) => (
            <Aside key={mailbox.channel} mailbox={mailbox} />
          ))}
        </>
      )}
    </Page>
  );
}

function Sums({ mailboxes }: { readonly mailboxes: readonly Mailbox[] }): ReactNode {
  const { say } = useWords();
  return (
    <>
      <table className={classes.table} data-testid="ledger">
        <thead>
          <tr>
            <th scope="col">{say("ledger.mailbox")}</th>
            <th scope="col" data-number>
              {say("ledger.seen")}
            </th>
            <th scope="col" data-number>
              {say("ledger.filed")}
            </th>
            <th scope="col" data-number>
              {say("ledger.setAside")}
            </th>
            <th scope="col" data-number>
              {say("ledger.waiting")}
            </th>
            <th scope="col">{say("ledger.sum")}</th>
          </tr>
        </thead>
        <tbody>
          {mailboxes.map((mailbox) => (
            <Row key={mailbox.channel} mailbox={mailbox} />
          ))}
        </tbody>
      </table>
      {mailboxes.some((mailbox) => !mailbox.balanced) && <p className={classes.hint}>{say("ledger.unbalancedHint")}</p>}
    </>
  );
}

function Row({ mailbox }: { readonly mailbox: Mailbox }): ReactNode {
  const { say, language } = useWords();
  const number = new Intl.NumberFormat(language);
  const outcomes = becameOf(mailbox, say).map(([words, n]) => `${number.format(n)} ${words}`);
  const cells = [
    [say("ledger.seen"), mailbox.seen],
    [say("ledger.filed"), filed(mailbox)],
    [say("ledger.setAside"), setAside(mailbox)],
    [say("ledger.waiting"), mailbox.waiting],
  ] as const;
  return (
    <tr data-testid="mailbox" data-channel={mailbox.channel}>
      <th scope="row">
        {mailbox.channel}
        {outcomes.length > 0 && <small className={classes.outcomes}>{outcomes.join(" · ")}</small>}
      </th>
      {cells.map(([label, n]) => (
        <td key={label} data-number data-label={label}>
          {number.format(n)}
        </td>
      ))}
      <td data-label={say("ledger.sum")}>
        <span className={classes.mark} data-balanced={mailbox.balanced} data-testid="balance">
          <Icon name={mailbox.balanced ? "check" : "warn"} />
          {say(mailbox.balanced ? "ledger.balanced" : "ledger.unbalanced")}
        </span>
      </td>
    </tr>
  );
}
