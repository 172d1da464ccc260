"""A copy of a chat by e-mail: asked for seldom, sent once, and no answer to anything."""

import datetime as dt
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.case import NewId, Talk, log_events
from tickets.commands.reach import BadAddress, open_thread
from tickets.domain.address import usable, without_tag
from tickets.domain.message import Author, AuthorKind, Cause, DeliveryState
from tickets.domain.traffic import Outbound, Spoken
from tickets.store import attachments, conversations, deliveries, messages, tickets, transcripts

BETWEEN = dt.timedelta(minutes=10)  # two copies of one chat
_DAY, _A_DAY = dt.timedelta(days=1), 3  # copies of one chat, and to one address
_KEPT = dt.timedelta(days=30)
_LONGEST = 2_000  # messages; the newest


class TooOften(Exception):
    """Another copy can be asked for at ``again``."""

    def __init__(self, again: dt.datetime) -> None:
        super().__init__("copies of a chat were asked for too often")
        self.again = again


class TranscriptCommands:
    """Takes requests for copies, and writes them.  ``own``: our mailboxes, which get none."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        new_id: NewId,
        *,
        zone: ZoneInfo,
        own: AbstractSet[str] = frozenset(),
    ) -> None:
        self._db, self._clock, self._new_id, self._zone = db, clock, new_id, zone
        self._own = {address.lower() for address in own}

    async def ask(
        self, *, channel: str, sender: str, email: str, client_id: str, locale: str, mailbox: str
    ) -> None:
        """Send a copy of all that this citizen may see to this address, from that mailbox; once.

        Raises `BadAddress`, `TooOften`; `NotFound` when nothing was said in this chat yet.
        """
        address = usable(email)
        if address is None or without_tag(address) in self._own:
            raise BadAddress("no mail can be sent to this address")

        def work(tx: Tx) -> None:
            case, talk = open_thread(tx, channel, sender, self._clock, self._new_id)
            if _known(tx, talk, client_id):
                return
            _not_too_often(tx, talk, address, case.now)
            copy = case.new_id()
            row = {"id": copy, "conversation": talk.id, "client_id": client_id}
            row |= {"channel": mailbox, "address": address, "locale": locale}
            row |= {"up_to": talk.last_seq, "state": DeliveryState.QUEUED, "at": case.now}
            tx.run(sa.insert(transcripts), row)
            name = copy.hex
            jobs.enqueue(tx, "transcript", f"transcript:{name}", {"transcript": name}, now=case.now)
            log_events(tx, case, "contact", [("transcript.asked", {"transcript": name})])

        await self._db.write(work)

    async def outbound(self, transcript: UUID, *, once_more: bool = False) -> Outbound | None:
        """What is to be sent; None when that is over.  ``once_more``: though it was given up."""
        states = {DeliveryState.QUEUED} | ({DeliveryState.FAILED} if once_more else set())
        return await self._db.read(lambda tx: self._outbound(tx, transcript, states))

    async def sent(self, transcript: UUID, provider_id: str) -> None:  # noqa: ARG002  a `Book`
        """The mail server took it."""
        await self._note(transcript, DeliveryState.SENT)

    async def waiting(
        self,
        transcript: UUID,
        why: str,
        next_try: dt.datetime,  # noqa: ARG002  a `Book`
        *,
        cause: Cause | None = None,  # noqa: ARG002
    ) -> None:
        """It could not be sent just now."""
        await self._note(transcript, DeliveryState.QUEUED, why)

    async def failed(
        self,
        transcript: UUID,
        why: str,
        *,
        cause: Cause | None = None,  # noqa: ARG002  a `Book`
        blocked: bool = False,  # noqa: ARG002
    ) -> None:
        """It will never arrive."""
        await self._note(transcript, DeliveryState.FAILED, why)

    async def moved(self, transcript: UUID, to: str) -> None:
        """The address is another now."""
        mine = sa.update(transcripts).where(transcripts.c.id == transcript)
        await self._db.write(lambda tx: tx.run(mine.values(address=to)))

    async def forget(self) -> int:
        """Forget requests of weeks ago, addresses and all; how many there were."""
        over = transcripts.c.at <= self._clock() - _KEPT
        return await self._db.write(lambda tx: tx.run(sa.delete(transcripts).where(over)).rowcount)

    async def _note(self, transcript: UUID, state: DeliveryState, reason: str = "") -> None:
        mine = sa.update(transcripts).where(transcripts.c.id == transcript)
        await self._db.write(lambda tx: tx.run(mine.values(state=state, reason=reason)))

    def _outbound(
        self, tx: Tx, transcript: UUID, states: AbstractSet[DeliveryState]
    ) -> Outbound | None:
        c, t = conversations.c, tickets.c
        row = tx.one(
            sa.select(transcripts, c.channel.label("here"), c.address.label("who"), t.number)
            .join_from(transcripts, conversations, transcripts.c.conversation == c.id)
            .join(tickets, c.ticket == t.id)
            .where(transcripts.c.id == transcript)
        )
        if row is None or row.state not in states:
            return None
        return Outbound(
            key=row.id,
            conversation=row.conversation,
            ticket=row.number,
            channel=row.channel,
            to=row.address,
            author=Author(kind=AuthorKind.SYSTEM),
            text="",
            locale=row.locale,
            automatic=True,
            transcript=tuple(_spoken(tx, row.here, row.who, row.up_to, self._zone)),
        )


def _known(tx: Tx, talk: Talk, client_id: str) -> bool:
    t = transcripts.c
    mine = sa.select(t.id).where(t.conversation == talk.id, t.client_id == client_id)
    return tx.one(mine) is not None


def _not_too_often(tx: Tx, talk: Talk, address: str, now: dt.datetime) -> None:
    """Raise `TooOften`; nobody's mailbox is filled through many chats either."""
    t, c = transcripts.c, conversations.c
    asked = sa.select(t.at).where(t.at > now - _DAY).order_by(t.at.desc()).limit(_A_DAY)
    here = (c.channel == talk.channel) & (c.address == talk.address)
    thread = [row.at for row in tx.all(asked.join_from(transcripts, conversations).where(here))]
    there = [row.at for row in tx.all(asked.where(t.address == address))]
    waits = [times[-1] + _DAY for times in (thread, there) if len(times) == _A_DAY]
    waits += [at + BETWEEN for at in thread[:1] if at + BETWEEN > now]
    if waits:
        raise TooOften(max(waits))


def _spoken(tx: Tx, channel: str, address: str, up_to: int, zone: ZoneInfo) -> Iterator[Spoken]:
    """All that the citizen may see of a chat up to there, oldest first."""
    m, c, d = messages.c, conversations.c, deliveries.c
    here = (c.channel == channel) & (c.address == address)
    withdrawn = d.state == DeliveryState.WITHDRAWN
    said = (
        sa.select(m.id, m.at, m.author, m.author_name, m.text)
        .join_from(messages, conversations, m.conversation == c.id)
        .outerjoin(deliveries, d.message == m.id)
        .where(here, m.seq <= up_to, m.private.is_(sa.false()), withdrawn.is_not(sa.true()))
        .order_by(m.seq.desc())
        .limit(_LONGEST)
    )
    rows = tx.all(said)
    files = _files(tx, [row.id for row in rows])
    for row in reversed(rows):
        author = Author(kind=AuthorKind(row.author), name=row.author_name)
        at, names = row.at.astimezone(zone), files.get(row.id, ())
        yield Spoken(at=at, author=author, text=row.text, files=names)


def _files(tx: Tx, of: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    a = attachments.c
    named: dict[UUID, tuple[str, ...]] = {}
    rows: Sequence[sa.Row[Any]] = tx.all(
        sa.select(a.message, a.name).where(a.message.in_(of)).order_by(a.id)
    )
    for row in rows:
        named[row.message] = (*named.get(row.message, ()), row.name)
    return named
