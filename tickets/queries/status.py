"""How a ticket gets on, for its citizen: by number, or for the person of a conversation."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.asking import STATUS
from tickets.domain.lifecycle import Status
from tickets.domain.message import AuthorKind
from tickets.domain.progress import Progress, Written
from tickets.queries.turns import standing_of
from tickets.store import conversations, events, identities, messages, tickets

_MERGES = 20  # followed; no ticket was ever merged so often
_LOOKED_AT = 50  # messages, for the last that is more than a question how it stands


def progress(tx: Tx, number: str) -> Progress | None:
    """How the ticket with this receipt number gets on."""
    row = tx.one(sa.select(tickets).where(tickets.c.number == number))
    return _progress(tx, row) if row is not None else None


def progress_for(tx: Tx, conversation: UUID, number: str | None) -> Progress | None:
    """The same, if it is the ticket of whom this conversation is with; None for anyone else.

    Without a number it is the conversation's own ticket; when nothing but questions were written
    there, the one of this person that moved last.
    """
    c, t = conversations.c, tickets.c
    found = sa.select(c.ticket, identities.c.contact).join_from(conversations, identities)
    here = tx.one(found.where(c.id == conversation))
    if here is None:
        return None
    if number is not None:
        row = tx.one(sa.select(tickets).where(t.number == number, _is_of(here.contact)))
        return _progress(tx, row) if row is not None else None
    own = _progress(tx, tx.run(sa.select(tickets).where(t.id == here.ticket)).one())
    if own.last is not None:
        return own
    others = sa.select(tickets).where(_is_of(here.contact), t.id != here.ticket)
    told = (_progress(tx, row) for row in tx.all(others.order_by(t.updated_at.desc()).limit(5)))
    return next((one for one in told if one.last is not None), None)


def _is_of(contact: UUID) -> sa.ColumnElement[bool]:
    """Whether a ticket is this person's: theirs, or with a conversation of theirs on it."""
    c, i = conversations.c, identities.c
    talks = (
        sa.select(c.id)
        .join_from(conversations, identities, c.identity == i.id)
        .where(i.contact == contact, (c.home == tickets.c.id) | (c.ticket == tickets.c.id))
    )
    return (tickets.c.contact == contact) | talks.exists()


def _progress(tx: Tx, row: sa.Row[Any]) -> Progress:
    last = _followed(tx, row)
    return Progress(
        number=row.number,
        standing=standing_of(last),
        since=_since(tx, last),
        channel=_channel(tx, last.id),
        last=_written(tx, last.id),
        merged_into=last.number if last.id != row.id else None,
    )


def _followed(tx: Tx, row: sa.Row[Any]) -> sa.Row[Any]:
    """The ticket that one goes on in, after all merges."""
    for _ in range(_MERGES):
        if row.status != Status.MERGED or row.merged_into is None:
            break
        row = tx.run(sa.select(tickets).where(tickets.c.id == row.merged_into)).one()
    return row


def _since(tx: Tx, row: sa.Row[Any]) -> Any:  # noqa: ANN401  a moment
    """When the ticket came to stand as it does."""
    e = events.c
    moved = sa.select(e.at).where(e.ticket == row.id, e.kind.in_(("ticket.created", _CHANGED)))
    return tx.value(moved.order_by(e.id.desc()).limit(1)) or row.created_at


_CHANGED = "ticket.changed"


def _channel(tx: Tx, ticket: UUID) -> str:
    """That of the newest conversation."""
    c = conversations.c
    newest = sa.select(c.channel).where(c.ticket == ticket).order_by(c.id.desc()).limit(1)
    return str(tx.value(newest) or "")


def _written(tx: Tx, ticket: UUID) -> Written | None:
    """The last that was written on it, but for questions how it stands and what answers them."""
    m, c = messages.c, conversations.c
    said = (
        sa.select(m.at, m.author, m.meta)
        .join_from(messages, conversations, m.conversation == c.id)
        .where(c.ticket == ticket, m.seq.is_not(None), m.author != AuthorKind.SYSTEM)
    )
    for row in tx.all(said.order_by(m.id.desc()).limit(_LOOKED_AT)):
        if row.meta.get("command") != STATUS and not row.meta.get("aside"):
            return Written(at=row.at, by=AuthorKind(row.author))
    return None
