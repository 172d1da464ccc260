/** The ways to reach a contact: how we know each is theirs, since when, and whether they refuse us. */

import type { ReactNode } from "react";
import { Icon } from "../shell/Icon";
import parts from "../shell/Parts.module.css";
import { fullTime } from "../words/time";
import { useWords } from "../words/Words";
import { shortAddress } from "./address";
import classes from "./Contact.module.css";
import type { Contact, Identity } from "./types";

export function Identities({ contact }: { readonly contact: Contact }): ReactNode {
  const { say } = useWords();
  return (
    <section className={classes.card} aria-labelledby="identities">
      <h2 id="identities" className={classes.heading}>
        {say("contact.identities")}
      </h2>
      {contact.identities.length === 0 && <p className={parts.quiet}>{say("contact.noIdentities")}</p>}
      <ul className={classes.list}>
        {contact.identities.map((identity) => (
          <One key={identity.id} identity={identity} cameWith={nameOf(contact, identity.came_with)} />
        ))}
      </ul>
    </section>
  );
}

function nameOf(contact: Contact, id: string | null): string | null {
  if (id === null) return null;
  return contact.merged.find((one) => one.id === id)?.name ?? "";
}

function One({ identity, cameWith }: { readonly identity: Identity; readonly cameWith: string | null }): ReactNode {
  const { say, language } = useWords();
  const doubtful = identity.verified === "none" || identity.verified === "said";
  return (
    <li data-testid="identity" data-kind={identity.kind}>
      <p className={classes.identity}>
        <Icon name={identity.kind} size={15} />
        <strong title={identity.address}>{shortAddress(identity)}</strong>
        <span className={parts.quiet}>{say(`channel.${identity.kind}`)}</span>
      </p>
      <p className={classes.facts}>
        <span data-testid="verified" data-verified={identity.verified}>
          <Icon name={doubtful ? "warn" : "check"} size={14} />
          <span>
            {say(`verified.${identity.verified}`)}
            {identity.verified_at !== null && (
              <>
                {" · "}
                <At at={identity.verified_at} />
              </>
            )}
          </span>
        </span>
        {identity.blocked_at !== null && (
          <span className={classes.bad} data-testid="identity-blocked">
            <Icon name="cross" size={14} />
            <span>{say("contact.blockedSince", { time: fullTime(new Date(identity.blocked_at), language) })}</span>
          </span>
        )}
        {cameWith !== null && <span>{say("contact.cameWith", { name: cameWith || say("ticket.anonymous") })}</span>}
      </p>
    </li>
  );
}

function At({ at }: { readonly at: string }): ReactNode {
  const { language } = useWords();
  return <time dateTime={at}>{fullTime(new Date(at), language)}</time>;
}
