"""What the live chat and the desk ask about chats beside their messages."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.access import Sight
from tickets.domain.lifecycle import Status
from tickets.domain.message import Attachment
from tickets.domain.traffic import Visitor
from tickets.queries.sight import visible
from tickets.queries.threads import attachment_of
from tickets.queries.views import Particulars, Rating
from tickets.store import agents, attachments, conversations, messages, ratings, tickets

_MOST = 50  # other tickets that are named beside one


def file_of(tx: Tx, channel: str, address: str, file: UUID) -> Attachment | None:
    """A file of this thread that the citizen may see."""
    c, m, a = conversations.c, messages.c, attachments.c
    found = (
        sa.select(attachments)
        .join_from(attachments, messages, a.message == m.id)
        .join(conversations, m.conversation == c.id)
        .where(a.id == file, c.channel == channel, c.address == address, m.seq.is_not(None))
    )
    row = tx.one(found)
    return attachment_of(row) if row is not None else None


def agent_name(tx: Tx, agent: UUID) -> str | None:
    """The name citizens know an agent by."""
    name: str | None = tx.value(sa.select(agents.c.name).where(agents.c.id == agent))
    return name


def particulars(tx: Tx, number: str, eyes: Sight | None) -> Particulars:
    """What a ticket's page shows beside the ticket."""
    t = tickets.c
    which = sa.select(t.id, t.status, t.snoozed_until, t.split_from).where(t.number == number)
    row = tx.one(which)
    if row is None:
        return Particulars(visitor=None, rating=None)
    seen = visible(eyes) if eyes is not None else sa.true()
    origin = _numbers(tx, seen & (t.id == row.split_from)) if row.split_from is not None else ()
    return Particulars(
        visitor=_visitor(tx, number),
        rating=_rating(tx, number),
        snoozed_until=row.snoozed_until if row.status == Status.SNOOZED else None,
        merged=_numbers(tx, seen & (t.merged_into == row.id)),
        split_from=next(iter(origin), None),
        split_off=_numbers(tx, seen & (t.split_from == row.id)),
    )


def _numbers(tx: Tx, which: sa.ColumnElement[bool]) -> tuple[str, ...]:
    rows = tx.all(sa.select(tickets.c.number).where(which).order_by(tickets.c.id).limit(_MOST))
    return tuple(row.number for row in rows)


def _visitor(tx: Tx, number: str) -> Visitor | None:
    c = conversations.c
    told = (
        sa.select(c.visitor)
        .join_from(conversations, tickets, c.ticket == tickets.c.id)
        .where(tickets.c.number == number, c.visitor.is_not(None))
    )
    row: dict[str, Any] | None = tx.value(told.order_by(c.id.desc()).limit(1))
    if row is None:
        return None
    return Visitor(
        user=row.get("user"),
        name=row.get("name", ""),
        email=row.get("email", ""),
        attributes=tuple(row.get("attributes", {}).items()),
    )


def _rating(tx: Tx, number: str) -> Rating | None:
    r = ratings.c
    rated = (
        sa.select(r.score, r.comment, r.at)
        .join_from(ratings, tickets, r.ticket == tickets.c.id)
        .where(tickets.c.number == number)
    )
    row = tx.one(rated.order_by(r.settled_at.desc()).limit(1))
    return Rating(score=row.score, comment=row.comment, at=row.at) if row is not None else None
