"""The desk at one moment, for those who watch over it: read at most twice a second."""

import asyncio
import dataclasses
import datetime as dt
import time
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.domain.hours import Calendars
from tickets.domain.lifecycle import OUR_TURN, Handler
from tickets.domain.waiting import Waiting, outlook
from tickets.queries.involved import ALIVE, begun_on
from tickets.queries.views import Person
from tickets.queries.waiting import read_queue
from tickets.store import agents, contacts, tickets

_MOST_SHOWN = 20
_EVERY = 0.5  # seconds between two readings


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """What an agent has in hand."""

    agent: Person
    handling: int  # live tickets that are theirs
    answering: int  # of those, the citizen waits for their answer
    oldest: dt.datetime | None  # since when the longest of these has not moved


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OnChannel:
    """Live tickets that began on a channel, by who has them."""

    name: str
    bot: int = 0
    queue: int = 0
    agent: int = 0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InQueue:
    """A ticket that waits for a person."""

    number: str
    subject: str
    contact: str
    waiting_since: dt.datetime
    handed_off_for: str | None
    priority: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """All of it; ``joining``: what is told to whoever joined the queue now."""

    at: dt.datetime
    waiting: int
    since: dt.datetime | None
    joining: Waiting
    agents: Sequence[InHand]
    channels: Sequence[OnChannel]
    oldest: Sequence[InQueue]


class WallQueries:
    """Reads it for all who watch."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        calendars: Calendars,
        *,
        every: float = _EVERY,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db, self._clock, self._calendars = db, clock, calendars
        self._every, self._monotonic = every, monotonic
        self._last: tuple[float, Wall] | None = None
        self._reading = asyncio.Lock()

    async def wall(self) -> Wall:
        """The desk as it was after this was asked; who asks meanwhile shares the answer."""
        asked = self._monotonic()
        async with self._reading:
            if self._last is not None:
                begun, wall = self._last
                if begun >= asked:
                    return wall
                await asyncio.sleep(max(0.0, begun + self._every - self._monotonic()))
            begun, now = self._monotonic(), self._clock()
            wall = await self._db.read(lambda tx: _read(tx, now, self._calendars))
            self._last = begun, wall
            return wall


def _read(tx: Tx, now: dt.datetime, calendars: Calendars) -> Wall:
    queue = read_queue(tx, now)
    return Wall(
        at=now,
        waiting=len(queue.waiting),
        since=queue.waiting[0] if queue.waiting else None,
        joining=outlook(queue, calendars.office).at(len(queue.waiting) + 1),
        agents=_agents(tx),
        channels=_channels(tx),
        oldest=_oldest(tx),
    )


def _agents(tx: Tx) -> list[InHand]:
    """Those who work here, whether or not they have something; the busiest first."""
    t, a = tickets.c, agents.c
    open_one = t.status.in_(OUR_TURN)
    mine = (t.agent == a.id) & (t.handler == Handler.AGENT) & ALIVE
    query = (
        sa.select(
            a.id,
            a.name,
            sa.func.count(t.id).label("handling"),
            sa.func.count(sa.case((open_one, t.id))).label("answering"),
            sa.func.min(sa.case((open_one, t.updated_at))).label("oldest"),
        )
        .outerjoin_from(agents, tickets, mine)
        .where(a.active | t.id.is_not(None))
        .group_by(a.id, a.name)
        .order_by(sa.func.count(t.id).desc(), a.name)
    )
    return [
        InHand(
            agent=Person(id=row.id, name=row.name),
            handling=row.handling,
            answering=row.answering,
            oldest=row.oldest,
        )
        for row in tx.all(query)
    ]


def _channels(tx: Tx) -> list[OnChannel]:
    t = tickets.c
    alive = sa.select(begun_on().label("channel"), t.handler).where(ALIVE).subquery()
    query = sa.select(alive.c.channel, alive.c.handler, sa.func.count().label("n"))
    found: dict[str, OnChannel] = {}
    for row in tx.all(query.group_by(alive.c.channel, alive.c.handler)):
        before = found.get(row.channel) or OnChannel(name=row.channel)
        found[row.channel] = dataclasses.replace(before, **{row.handler: row.n})
    return [found[name] for name in sorted(found)]


def _oldest(tx: Tx) -> list[InQueue]:
    t = tickets.c
    query = (
        sa.select(
            t.number,
            t.subject,
            contacts.c.name,
            t.waiting_since,
            t.handed_off_for,
            t.priority,
        )
        .join_from(tickets, contacts, t.contact == contacts.c.id)
        .where(t.handler == sa.literal("queue", literal_execute=True))
        .where(t.waiting_since.is_not(None))
        .order_by(t.waiting_since, t.id)
        .limit(_MOST_SHOWN)
    )
    return [
        InQueue(
            number=row.number,
            subject=row.subject,
            contact=row.name,
            waiting_since=row.waiting_since,
            handed_off_for=row.handed_off_for,
            priority=row.priority,
        )
        for row in tx.all(query)
    ]
