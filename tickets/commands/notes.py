"""Messages that tell a place in the queue: kept while the ticket waits, and said anew."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.domain.lifecycle import Handler
from tickets.domain.message import DeliveryState
from tickets.store import conversations, deliveries, messages, queue_notes, tickets

EVERY = dt.timedelta(seconds=30)  # a note is looked at so often, and edited no oftener
_EDITED = frozenset({"telegram"})  # kinds where what was sent can be said anew
_AT_MOST = 500  # notes of one look; the others come next


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QueueNote:
    """Such a message, and how its ticket stands now."""

    message: UUID
    ticket: str  # receipt number
    channel: str
    locale: str
    told: str  # what it says
    provider_id: str | None  # None: it is not sent yet
    gone: bool  # it never arrived
    waiting_since: dt.datetime | None
    handler: Handler


def keep_note(tx: Tx, kind: str, message: UUID, locale: str, told: str, now: dt.datetime) -> None:
    """Remember that this message tells a place in the queue, where it can be said anew."""
    if kind in _EDITED:
        row = {"message": message, "locale": locale, "told": told, "looked_at": now}
        tx.run(sa.insert(queue_notes), row)
        _look_later(tx, now)


def _look_later(tx: Tx, now: dt.datetime) -> None:
    jobs.enqueue_once(tx, "queue", "queue", {}, now=now, run_at=now + EVERY)


class QueueNoteCommands:
    """The book of those messages."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def due(self) -> list[QueueNote]:
        """Those to look at now, the longest unseen first."""
        return await self._db.read(_notes)

    async def said_anew(self, message: UUID, told: str) -> None:
        """It was edited, and says this now."""
        this = queue_notes.c.message == message
        await self._db.write(
            lambda tx: tx.run(sa.update(queue_notes).where(this).values(told=told))
        )

    async def looked(self, seen: Sequence[UUID], over: Sequence[UUID]) -> None:
        """These were looked at, those are over; look again later if there are any."""
        now, n = self._clock(), queue_notes.c

        def work(tx: Tx) -> None:
            if over:
                tx.run(sa.delete(queue_notes).where(n.message.in_(over)))
            if seen:
                tx.run(sa.update(queue_notes).where(n.message.in_(seen)).values(looked_at=now))
            if tx.one(sa.select(n.message).limit(1)) is not None:
                _look_later(tx, now)

        await self._db.write(work)


def _notes(tx: Tx) -> list[QueueNote]:
    n, m, c, t, d = queue_notes.c, messages.c, conversations.c, tickets.c, deliveries.c
    found = (
        sa.select(
            n.message, n.locale, n.told, c.channel, t.number, t.waiting_since, t.handler,
            d.provider_id, d.state,
        )
        .join_from(queue_notes, messages, n.message == m.id)
        .join(conversations, m.conversation == c.id)
        .join(tickets, c.ticket == t.id)
        .join(deliveries, d.message == m.id)
        .order_by(n.looked_at, n.message)
        .limit(_AT_MOST)
    )  # fmt: skip
    return [
        QueueNote(
            message=row.message,
            ticket=row.number,
            channel=row.channel,
            locale=row.locale,
            told=row.told,
            provider_id=row.provider_id,
            gone=row.provider_id is None and row.state != DeliveryState.QUEUED,
            waiting_since=row.waiting_since,
            handler=Handler(row.handler),
        )
        for row in tx.all(found)
    ]
