"""The queue as those see it who wait in it: read once for all of them, however many they are."""

import asyncio
import dataclasses
import datetime as dt
import time
from collections.abc import Callable

import sqlalchemy as sa
import structlog

from runtime.bus import Bus
from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.domain.hours import Calendars
from tickets.domain.waiting import Outlook, Queue, Take, Waiting, outlook
from tickets.queries.threads import position
from tickets.store import conversations, takes, tickets

log = structlog.get_logger()
BOARD = "board"  # rings, in this process, when the queue was read anew
_LOOK_AGAIN = 15.0  # seconds; the pace changes while nobody moves, and a ring may be lost
_MOST_TAKES = 200  # that the pace is measured from

_WAITING = (
    sa.select(tickets.c.waiting_since)
    .where(tickets.c.handler == sa.literal("queue", literal_execute=True))
    .where(tickets.c.waiting_since.is_not(None))
    .order_by(tickets.c.waiting_since)
)
_TAKES = sa.select(takes.c.since, takes.c.at).order_by(takes.c.at.desc()).limit(_MOST_TAKES)


@dataclasses.dataclass(frozen=True, slots=True)
class _Look:
    """The queue, when it was read, and how each channel sees it."""

    queue: Queue
    taken: float  # by the monotonic clock
    outlooks: dict[str, Outlook] = dataclasses.field(default_factory=dict)


class QueueBoard:
    """The queue, read at most once in ``every`` seconds, whoever asks and however often."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        calendars: Calendars,
        *,
        every: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db, self._clock, self._calendars = db, clock, calendars
        self._every, self._monotonic = every, monotonic
        self._last: _Look | None = None
        self._reading = asyncio.Lock()

    async def outlook(self, channel: str) -> Outlook:
        """The queue with the hours of this channel, not older than ``every`` seconds."""
        look = await self._look()
        if channel not in look.outlooks:
            look.outlooks[channel] = outlook(look.queue, self._calendars.of(channel))
        return look.outlooks[channel]

    async def waiting(self, number: str) -> Waiting | None:
        """What the citizen of this ticket is told; None when there is no such ticket.

        The hours are those of its newest conversation's channel.
        """
        found = await self._db.read(lambda tx: _of_ticket(tx, number))
        if found is None:
            return None
        channel, place = found
        return (await self.outlook(channel)).at(place)

    async def keep(self, bus: Bus) -> None:
        """Read it anew when it moves, or people come or go, and ring for it; until cancelled."""
        async with bus.listen("queue") as bell:
            while True:
                await bell.wait(self._until_next())
                await asyncio.sleep(self._rest())
                try:
                    await self._look()
                except Exception:  # the database may be away for a while
                    log.exception("queue.unread")
                else:
                    bus.ring([BOARD])

    def _until_next(self) -> float:
        """Seconds until it is to be read again, whatever happens."""
        if self._last is None:
            return self._every
        calendars = [self._calendars.office, *self._calendars.channels.values()]
        now = self._clock()
        turns = (outlook(Queue(at=now), hours).turns_at for hours in calendars)
        first = min((turn for turn in turns if turn is not None), default=None)
        return min(_LOOK_AGAIN, (first - now).total_seconds()) if first else _LOOK_AGAIN

    def _rest(self) -> float:
        """Seconds until it may be read again."""
        age = self._age()
        return max(0.0, self._every - age) if age is not None else 0.0

    def _age(self) -> float | None:
        return self._monotonic() - self._last.taken if self._last is not None else None

    def _fresh(self) -> _Look | None:
        age = self._age()
        return self._last if age is not None and age < self._every else None

    async def _look(self) -> _Look:
        if fresh := self._fresh():
            return fresh
        async with self._reading:  # all who ask meanwhile wait for one reading
            if fresh := self._fresh():
                return fresh
            taken, now = self._monotonic(), self._clock()
            queue = await self._db.read(lambda tx: read_queue(tx, now))
            self._last = _Look(queue, taken)
            return self._last


def read_queue(tx: Tx, now: dt.datetime) -> Queue:
    """The queue at this moment."""
    rows = tx.all(_TAKES)
    return Queue(
        at=now,
        waiting=[row.waiting_since for row in tx.all(_WAITING)],
        takes=[Take(since=row.since, at=row.at) for row in rows],
        complete_since=rows[-1].at if len(rows) == _MOST_TAKES else None,
    )


def _of_ticket(tx: Tx, number: str) -> tuple[str, int | None] | None:
    t, c = tickets.c, conversations.c
    newest = (
        sa.select(t.waiting_since, c.channel)
        .join_from(tickets, conversations, c.ticket == t.id)
        .where(t.number == number)
        .order_by(c.id.desc())
        .limit(1)
    )
    row = tx.one(newest)
    if row is None:
        return None
    return row.channel, position(tx, row.waiting_since) if row.waiting_since else None
