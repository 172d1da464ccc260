"""What the bot made of a ticket's messages: as it noted with its answers."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Database, Tx
from tickets.domain.message import AuthorKind
from tickets.domain.proposal import Proposal
from tickets.domain.review import State
from tickets.domain.text import preview
from tickets.queries.proposals import proposals_of
from tickets.store import agents, conversations, messages, reviews, tickets

_MOST = 100  # messages of the bot that are looked into, the newest


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an agent says that a message means, and what became of that."""

    intent: str
    permit: str | None
    by: str | None  # an agent's name
    at: dt.datetime | None
    state: State


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One message of the citizen, and what the bot read in it: several where it asks several.

    ``understood`` are as `bot.handler` notes them: ranking, entities, source, action and so on.
    """

    message: UUID
    conversation: UUID
    seq: int
    at: dt.datetime
    text: str  # the beginning of it
    understood: tuple[Mapping[str, Any], ...]
    correction: Correction | None
    decided: bool  # its review was accepted or rejected: nobody corrects it any more


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BotView:
    """What the desk knows of the bot's part in a ticket."""

    readings: Sequence[Reading]  # the newest first
    proposals: Sequence[Proposal]  # the newest first


class ReadingQueries:
    """Reads, each on one snapshot."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, number: str) -> BotView:
        """What the bot read and proposed on the ticket with this number."""
        return await self._db.read(
            lambda tx: BotView(readings=_readings(tx, number), proposals=proposals_of(tx, number))
        )


def _readings(tx: Tx, number: str) -> list[Reading]:
    noted = _noted(tx, number)
    if not noted:
        return []
    known = _reviews(tx, number)
    return [
        Reading(
            message=row.id,
            conversation=row.conversation,
            seq=row.seq,
            at=row.at,
            text=preview(row.text),
            understood=tuple(noted[row.conversation, row.seq]),
            correction=_correction(known.get((row.conversation, row.seq))),
            decided=_decided(known.get((row.conversation, row.seq))),
        )
        for row in _said(tx, number, {seq for _, seq in noted})
        if (row.conversation, row.seq) in noted
    ]


def _noted(tx: Tx, number: str) -> dict[tuple[UUID, int], list[Mapping[str, Any]]]:
    """By conversation and ``seq`` of what was read, in the order it was answered."""
    m = messages.c
    ours = _of(number, m.conversation, m.seq, m.meta).where(m.author == AuthorKind.BOT)
    rows = tx.all(ours.where(m.seq.is_not(None)).order_by(m.id.desc()).limit(_MOST))
    noted: dict[tuple[UUID, int], list[Mapping[str, Any]]] = {}
    for row in reversed(rows):
        understood = row.meta.get("understood") or {}
        for one in (understood, *understood.get("also", ())):
            if one.get("of") is not None:
                noted.setdefault((row.conversation, one["of"]), []).append(one)
    return noted


def _said(tx: Tx, number: str, seqs: set[int]) -> list[sa.Row[Any]]:
    m = messages.c
    theirs = _of(number, m.id, m.conversation, m.seq, m.at, m.text)
    which = theirs.where(m.author == AuthorKind.CONTACT, m.seq.in_(sorted(seqs)))
    return tx.all(which.order_by(m.id.desc()))


def _reviews(tx: Tx, number: str) -> dict[tuple[UUID, int], sa.Row[Any]]:
    r, c = reviews.c, conversations.c
    found = (
        sa.select(reviews, agents.c.name)
        .join_from(reviews, conversations, r.conversation == c.id)
        .join(tickets, c.ticket == tickets.c.id)
        .outerjoin(agents, r.corrected_by == agents.c.id)
        .where(tickets.c.number == number)
    )
    return {(row.conversation, row.seq): row for row in tx.all(found)}


def _of(number: str, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .join_from(messages, conversations, messages.c.conversation == conversations.c.id)
        .join(tickets, conversations.c.ticket == tickets.c.id)
        .where(tickets.c.number == number)
    )


def _correction(row: sa.Row[Any] | None) -> Correction | None:
    if row is None or row.intent is None or row.corrected_by is None:
        return None
    return Correction(
        intent=row.intent,
        permit=row.permit,
        by=row.name,
        at=row.corrected_at,
        state=State(row.state),
    )


def _decided(row: sa.Row[Any] | None) -> bool:
    return row is not None and row.state != State.OPEN
