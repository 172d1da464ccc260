"""Transcripts as supervisors look for them, and as they are exported."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Database, Tx
from tickets.domain.fields import Field, Value, told
from tickets.domain.message import Message
from tickets.queries.cursors import encode, list_place
from tickets.queries.fields import filled_of, keys_for
from tickets.queries.involved import outcome, said_by
from tickets.queries.threads import messages_where
from tickets.queries.views import Page, Person
from tickets.store import agents, contacts, conversations, messages, ratings, tickets

MOST_EXPORTED = 500  # tickets at a time
_MOST_MESSAGES = 2_000  # of one ticket in an export


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptFilter:
    """Which tickets; None means all."""

    since: dt.datetime | None = None  # begun from then on
    until: dt.datetime | None = None  # and before this
    channel: str | None = None  # has a conversation on it
    agent: UUID | None = None  # has it, or wrote on it
    intent: str | None = None  # the bot took a message for this, above all
    outcome: str | None = None  # bot, person, open
    rating: int | None = None  # was rated so, at any time
    words: str | None = None  # in number, subject, contact's name
    numbers: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptRow:
    """A ticket among those found."""

    id: UUID
    number: str
    subject: str
    contact: Person
    agent: Person | None
    channels: tuple[str, ...]  # by name
    status: str
    outcome: str  # bot, person, open, other
    rating: int | None  # the newest
    created_at: dt.datetime
    resolved_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A ticket with what was said on it; ``cut``: it has more messages than are exported."""

    row: TranscriptRow
    messages: Sequence[Message]
    cut: bool
    filled: Sequence[tuple[Field, str]] = ()  # and what is kept in each

    @property
    def fields(self) -> dict[str, Value]:
        """What stands in the fields, by key."""
        return {one.key: told(one, kept) for one, kept in self.filled}


class TranscriptQueries:
    """Reads, each on one snapshot."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def find(
        self, which: TranscriptFilter, *, after: str | None = None, limit: int = 50
    ) -> Page:
        """A page of `TranscriptRow`, those begun last first."""
        return await self._db.read(lambda tx: _page(tx, which, after, limit))

    async def whole(self, row: TranscriptRow, *, notes: bool) -> Exported:
        """What was said on it, oldest first; ``notes``: those among colleagues too."""
        return await self._db.read(lambda tx: _whole(tx, row, notes=notes))

    async def field_keys(self, tickets: Collection[UUID]) -> list[str]:
        """The keys of fields, in their order: those in use, and what else these tickets hold."""
        return await self._db.read(lambda tx: keys_for(tx, tickets))


def _whole(tx: Tx, row: TranscriptRow, *, notes: bool) -> Exported:
    mine = sa.select(conversations.c.id).where(conversations.c.ticket == row.id)
    open_to_all = messages.c.seq.is_not(None) & ~messages.c.private
    which = messages.c.conversation.in_(mine) & (sa.true() if notes else open_to_all)
    said = messages_where(tx, which, _MOST_MESSAGES + 1)
    return Exported(
        row=row,
        messages=said[:_MOST_MESSAGES],
        cut=len(said) > _MOST_MESSAGES,
        filled=filled_of(tx, [row.id]).get(row.id, ()),
    )


def _page(tx: Tx, which: TranscriptFilter, after: str | None, limit: int) -> Page:
    t = tickets.c
    query = (
        sa.select(
            t.id,
            t.number,
            t.subject,
            t.contact,
            t.agent,
            t.status,
            t.created_at,
            t.resolved_at,
            contacts.c.name.label("contact_name"),
            agents.c.name.label("agent_name"),
            outcome().label("outcome"),
            _newest_rating().label("rating"),
        )
        .join_from(tickets, contacts, t.contact == contacts.c.id)
        .outerjoin(agents, t.agent == agents.c.id)
        .where(*_conditions(which))
    )
    if after is not None:
        at, last = list_place(after)
        place = sa.tuple_(sa.literal(at, t.created_at.type), sa.literal(last, t.id.type))
        query = query.where(sa.tuple_(t.created_at, t.id) < place)
    rows = tx.all(query.order_by(t.created_at.desc(), t.id.desc()).limit(limit + 1))
    shown, more = rows[:limit], len(rows) > limit
    over = _channels(tx, [row.id for row in shown])
    cursor = encode(f"{shown[-1].created_at.isoformat()} {shown[-1].id.hex}") if more else None
    return Page(rows=[_row(row, over.get(row.id, ())) for row in shown], next=cursor)


def _newest_rating() -> sa.ScalarSelect[int]:
    r = ratings.c
    mine = sa.select(r.score).where(r.ticket == tickets.c.id)
    return mine.order_by(r.settled_at.desc()).limit(1).correlate(tickets).scalar_subquery()


def _conditions(which: TranscriptFilter) -> list[sa.ColumnElement[bool]]:
    t, c, m, r = tickets.c, conversations.c, messages.c, ratings.c
    wanted: list[sa.ColumnElement[bool]] = []
    if which.since is not None:
        wanted.append(t.created_at >= which.since)
    if which.until is not None:
        wanted.append(t.created_at < which.until)
    if which.channel is not None:
        wanted.append(sa.exists().where(c.ticket == t.id, c.channel == which.channel))
    if which.agent is not None:
        wanted.append((t.agent == which.agent) | said_by("agent", m.agent == which.agent))
    if which.intent is not None:
        first = m.meta["understood", "ranking", 0, 0].as_string()
        wanted.append(said_by("bot", first == which.intent))
    if which.outcome is not None:
        wanted.append(outcome() == which.outcome)
    if which.rating is not None:
        wanted.append(sa.exists().where(r.ticket == t.id, r.score == which.rating))
    if which.words:
        like = "%" + _escaped(which.words) + "%"
        found = (f.ilike(like, escape="\\") for f in (t.number, t.subject, contacts.c.name))
        wanted.append(sa.or_(*found))
    if which.numbers:
        wanted.append(t.number.in_(which.numbers))
    return wanted


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _channels(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    c = conversations.c
    over: dict[UUID, tuple[str, ...]] = {}
    query = sa.select(c.ticket, c.channel).where(c.ticket.in_(ids)).distinct()
    for row in tx.all(query.order_by(c.channel)):
        over[row.ticket] = (*over.get(row.ticket, ()), row.channel)
    return over


def _row(row: sa.Row[Any], over: tuple[str, ...]) -> TranscriptRow:
    return TranscriptRow(
        id=row.id,
        number=row.number,
        subject=row.subject,
        contact=Person(id=row.contact, name=row.contact_name),
        agent=Person(id=row.agent, name=row.agent_name) if row.agent else None,
        channels=over,
        status=row.status,
        outcome=row.outcome,
        rating=row.rating,
        created_at=row.created_at,
        resolved_at=row.resolved_at,
    )
