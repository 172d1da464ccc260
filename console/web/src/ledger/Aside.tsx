/** What of a mailbox could not be filed, the newest first. */

import type { ReactNode } from "react";
import type { Mailbox } from "../api/types";
import parts from "../shell/Parts.module.css";
import { fullTime } from "../words/time";
import { useWords } from "../words/Words";
import classes from "./Ledger.module.css";
import { setAside } from "./sums";

export function Aside({ mailbox }: { readonly mailbox: Mailbox }): ReactNode {
  const { say, language } = useWords();
  const rows = mailbox.set_aside;
  const all = setAside(mailbox);
  return (
    <section className={classes.aside} data-testid="set-aside" data-channel={mailbox.channel}>
      <h2 className={parts.subtitle}>{say("ledger.asideOf", { name: mailbox.channel })}</h2>
      {rows.length === 0 ? (
        <p className={classes.none}>{say("ledger.none")}</p>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{say("ledger.when")}</th>
              <th scope="col">{say("ledger.reason")}</th>
              <th scope="col">{say("ledger.reference")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.id}>
                <td data-label={say("ledger.when")}>
                  <time dateTime={one.at}>{fullTime(new Date(one.at), language)}</time>
                </td>
                <td data-label={say("ledger.reason")}>{one.reason}</td>
                <td data-label={say("ledger.reference")} className={classes.reference}>
                  {one.external_id}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > 0 && rows.length < all && <p className={classes.hint}>{say("ledger.newest", { n: rows.length, all })}</p>}
    </section>
  );
}
