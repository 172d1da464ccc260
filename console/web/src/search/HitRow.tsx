/** One hit: the ticket, where it was said, by whom and when, and the words around. */

import type { ReactNode } from "react";
import type { Hit, Piece } from "../api/types";
import { Icon } from "../shell/Icon";
import { hrefOf } from "../shell/route";
import { StatusBadge } from "../ticket/StatusBadge";
import { briefly, fullTime } from "../words/time";
import { useNow } from "../words/useNow";
import { useWords, type Say } from "../words/Words";
import classes from "./Search.module.css";

export function HitRow({ hit }: { readonly hit: Hit }): ReactNode {
  const { say, language } = useWords();
  const now = useNow();
  const at = new Date(hit.at);
  const { ticket } = hit;
  return (
    <a className={classes.hit} href={hrefOfHit(hit)} data-hit data-testid="hit" data-where={hit.where}>
      <span className={classes.line}>
        <strong className={classes.name}>{ticket.contact.name || say("ticket.anonymous")}</strong>
        <span className={classes.about}>{ticket.subject}</span>
        <time className={classes.at} dateTime={hit.at} title={fullTime(at, language)}>
          {briefly(at, now, language)}
        </time>
      </span>
      <span className={classes.words}>
        <Pieces pieces={hit.pieces} />
      </span>
      <span className={classes.line}>
        <span className={classes.facts}>
          <span>{ticket.number}</span>
          <span>{sourceOf(hit, say)}</span>
          {hit.channel !== null && !hit.private && (
            <span className={classes.mark}>
              <Icon name={hit.channel.kind} size={14} />
              {say(`channel.${hit.channel.kind}`)}
            </span>
          )}
          {hit.private && (
            <span className={classes.mark}>
              <Icon name="lock" size={14} />
              {say("message.note")}
            </span>
          )}
        </span>
        <StatusBadge status={ticket.status} />
      </span>
    </a>
  );
}

function Pieces({ pieces }: { readonly pieces: readonly Piece[] }): ReactNode {
  return pieces.map((piece, place) => (piece.hit ? <mark key={place}>{piece.text}</mark> : <span key={place}>{piece.text}</span>));
}

function sourceOf(hit: Hit, say: Say): string {
  if (hit.author === null) return say(`search.by.${hit.where === "number" ? "number" : "contact"}`);
  const { kind, name } = hit.author;
  return name === null || name === "" ? say(`author.${kind}`) : name;
}

/** Where the message stands; the ticket's beginning for what was found by name. */
export function hrefOfHit(hit: Hit): string {
  const settled = hit.ticket.status === "resolved" || hit.ticket.status === "closed";
  const ticket = hrefOf({ view: settled ? "done" : "open", number: hit.ticket.number });
  return hit.message === null ? ticket : `${ticket}?message=${encodeURIComponent(hit.message)}`;
}
