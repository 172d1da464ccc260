"""The read side: what the bot, the console, the chat sockets and the operators look at."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.bus import Bus
from runtime.clock import Clock, system_clock
from runtime.db import Database
from tickets.domain.access import Sight
from tickets.domain.hours import Calendars
from tickets.domain.message import Attachment, Message
from tickets.domain.progress import Progress
from tickets.domain.sla import SlaPolicy
from tickets.domain.waiting import Outlook, Waiting
from tickets.queries import chats, ledger
from tickets.queries.cursors import BadCursor, CursorTooOld, event_cursor, event_place
from tickets.queries.ledger import Balance
from tickets.queries.lists import one_ticket, ticket_page
from tickets.queries.log import seen_since
from tickets.queries.sight import SightQueries
from tickets.queries.status import progress, progress_for
from tickets.queries.tallies import Tallies, tally
from tickets.queries.threads import attachment_of, messages_where, thread, thread_state, transcript
from tickets.queries.turns import turn_view
from tickets.queries.views import (
    ChannelRef,
    Happening,
    Page,
    Particulars,
    Person,
    Rating,
    Seen,
    SetAside,
    Sort,
    ThreadState,
    TicketFilter,
    TicketView,
    TurnView,
    Unheard,
)
from tickets.queries.waiting import QueueBoard
from tickets.store import attachments, conversations, events, ingress, messages

__all__ = [
    "BadCursor",
    "Balance",
    "ChannelRef",
    "CursorTooOld",
    "Happening",
    "Page",
    "Particulars",
    "Person",
    "Queries",
    "Rating",
    "Seen",
    "SetAside",
    "Sort",
    "ThreadState",
    "TicketFilter",
    "TicketView",
    "TurnView",
    "Unheard",
]
_PAGE = 200


class Queries:
    """Reads, each on one snapshot."""

    def __init__(
        self,
        db: Database,
        clock: Clock = system_clock,
        calendars: Calendars | None = None,
        *,
        sla: SlaPolicy | None = None,
        every: float = 1.0,
    ) -> None:
        """``sla``: what is due when, if the office has targets.

        ``every``: seconds for which the queue, once read, is good for all who wait in it.
        """
        self.sla = sla or SlaPolicy()
        self._db = db
        self.sight = SightQueries(db)
        self._board = QueueBoard(db, clock, calendars or Calendars(), every=every)

    async def turn(self, conversation: UUID) -> TurnView | None:
        """The bot's view of a conversation."""
        return await self._db.read(lambda tx: turn_view(tx, conversation))

    async def tickets(
        self,
        which: TicketFilter,
        *,
        sort: Sort | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page:
        """A page of `TicketView`: the longest waiting first in the queue, else the newest."""
        most = min(limit, _PAGE)
        return await self._db.read(lambda tx: ticket_page(tx, which, after, most, sort, self.sla))

    async def tallies(self, eyes: Sight) -> Tallies:
        """How many tickets are in each view of the desk and of each team, for these eyes."""
        return await self._db.read(lambda tx: tally(tx, eyes))

    async def ticket(self, number: str, eyes: Sight | None = None) -> TicketView | None:
        """One ticket; ``eyes``: only the related tickets that are seen are named."""
        return await self._db.read(lambda tx: one_ticket(tx, number, eyes))

    async def particulars(self, number: str, eyes: Sight | None = None) -> Particulars:
        """What is known of a ticket beside what lists show; ``eyes`` as of `ticket`."""
        return await self._db.read(lambda tx: chats.particulars(tx, number, eyes))

    async def transcript(self, number: str, *, after: str | None = None) -> Page:
        """A page of `Message`, oldest first, over all channels of the ticket."""
        return await self._db.read(lambda tx: transcript(tx, number, after))

    async def message(self, message: UUID) -> Message | None:
        """One message."""
        found = await self._db.read(lambda tx: messages_where(tx, messages.c.id == message, 1))
        return found[0] if found else None

    async def original(self, message: UUID) -> str | None:
        """The digest of the bytes a mail came as; None for what did not come as one."""
        c, i = conversations.c, ingress.c
        which = (
            sa.select(i.raw)
            .join_from(ingress, messages, i.message == messages.c.id)
            .join(conversations, messages.c.conversation == c.id)
            .where(i.message == message, i.outcome != "duplicate", c.kind == "email")
        )
        raw: str | None = await self._db.read(lambda tx: tx.value(which))
        return raw

    async def thread(
        self, channel: str, address: str, after: int
    ) -> tuple[list[Message], ThreadState | None]:
        """What the citizen may see of a chat beyond ``after`` (at most 200), and how it stands."""
        return await self._db.read(lambda tx: thread(tx, channel, address, after))

    async def thread_state(self, channel: str, address: str) -> ThreadState | None:
        """How a chat stands; None before its first message."""
        return await self._db.read(lambda tx: thread_state(tx, channel, address))

    async def file(self, channel: str, address: str, file: UUID) -> Attachment | None:
        """A file of a chat, if the citizen there may see it."""
        return await self._db.read(lambda tx: chats.file_of(tx, channel, address, file))

    async def agent_name(self, agent: UUID) -> str | None:
        """The name citizens know an agent by."""
        return await self._db.read(lambda tx: chats.agent_name(tx, agent))

    async def waiting(self, number: str) -> Waiting | None:
        """What the citizen of a ticket may be told of the queue; None when there is no such one."""
        return await self._board.waiting(number)

    async def outlook(self, channel: str) -> Outlook:
        """The queue as this channel sees it; read once for all who ask at about the same time."""
        return await self._board.outlook(channel)

    async def follow_queue(self, bus: Bus) -> None:
        """Ring ``board`` when what `outlook` says may have changed; until cancelled."""
        await self._board.keep(bus)

    async def progress(self, number: str) -> Progress | None:
        """How the ticket with this number gets on, for whoever has proved that it is theirs."""
        return await self._db.read(lambda tx: progress(tx, number))

    async def progress_for(self, conversation: UUID, number: str | None) -> Progress | None:
        """The same for the person a conversation is with; None when the ticket is not theirs."""
        return await self._db.read(lambda tx: progress_for(tx, conversation, number))

    async def seen(self, eyes: Sight, after: str, limit: int = _PAGE) -> Seen:
        """The log beyond a cursor, in the order of commits, as someone sees it.

        Nothing is told of tickets that are not there for them.  Raises `BadCursor`, and
        `CursorTooOld` also when the cursor is from before they saw what they see now: what they
        show is then to be read anew, since no event says what came into sight and what left it.
        """
        since, mark = event_place(after)
        if mark != eyes.mark:
            raise CursorTooOld
        return await self._db.read(lambda tx: seen_since(tx, eyes, since, limit))

    async def latest(self, eyes: Sight) -> str:
        """The cursor of the newest event, for whoever goes on from there."""
        newest = sa.select(sa.func.max(events.c.id))
        return event_cursor(await self._db.read(lambda tx: tx.value(newest)) or 0, eyes.mark)

    async def last_event(self) -> dt.datetime | None:
        """When the newest event happened; None before the first."""
        newest = sa.select(events.c.at).order_by(events.c.id.desc()).limit(1)
        at: dt.datetime | None = await self._db.read(lambda tx: tx.value(newest))
        return at

    async def attachment(self, attachment: UUID) -> Attachment | None:
        """One attachment's facts."""
        which = attachments.c.id == attachment
        rows = await self._db.read(lambda tx: tx.all(sa.select(attachments).where(which)))
        return attachment_of(rows[0]) if rows else None

    async def jobs(self) -> dict[str, int]:
        """How many jobs there are, by state."""
        return await self._db.read(jobs.counts)

    async def ledger(self) -> dict[str, dict[str, int]]:
        """How many arrivals each channel had, by outcome."""
        return await self._db.read(ledger.tally)

    async def balance(self, mailboxes: Collection[str], now: dt.datetime) -> list[Balance]:
        """Whether the ledger of each of these mailboxes adds up; looks at every arrival."""
        return await self._db.read(lambda tx: ledger.balances(tx, mailboxes, now))

    async def set_aside(self, channel: str) -> list[SetAside]:
        """What of a channel could not be filed, the newest first; at most 200."""
        return await self._db.read(lambda tx: ledger.set_aside(tx, channel))

    async def unfiled(self, mailboxes: Collection[str], now: dt.datetime) -> list[UUID]:
        """What of these mailboxes can be filed anew, in the order of arrival."""
        return await self._db.read(lambda tx: ledger.unfiled(tx, mailboxes, now))
