"""The read side: what the bot, the console, the chat sockets and the operators look at."""

import base64
import binascii
import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.db import Database, Tx
from tickets.domain.lifecycle import LIVE, Handler, Standing, Status
from tickets.domain.message import (
    Attachment,
    Author,
    AuthorKind,
    Choice,
    Delivery,
    DeliveryState,
    Message,
)
from tickets.store import (
    agents,
    attachments,
    contacts,
    conversations,
    deliveries,
    events,
    ingress,
    messages,
    tags,
    tickets,
)

_PAGE = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contact or an agent by name."""

    id: UUID
    name: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRef:
    """A channel a ticket runs over."""

    name: str
    kind: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A ticket as the console shows it in a list."""

    id: UUID
    number: str
    subject: str
    standing: Standing
    priority: str
    team: str | None
    agent: Person | None
    contact: Person
    channels: tuple[ChannelRef, ...]
    tags: tuple[str, ...]
    locale: str
    created_at: dt.datetime
    updated_at: dt.datetime
    waiting_since: dt.datetime | None
    handed_off_for: str | None
    version: int
    preview: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows, and where to go on; None at the end."""

    rows: Sequence[Any]
    next: str | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which tickets; None means all."""

    statuses: tuple[str, ...] = ()
    handler: str | None = None
    assignee: UUID | None = None
    unassigned: bool = False
    team: str | None = None
    tag: str | None = None
    channel: str | None = None
    words: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event of the log."""

    cursor: str
    kind: str
    at: dt.datetime
    actor: str
    ticket: str
    facts: Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """One message of the citizen the bot has not dealt with."""

    seq: int
    text: str
    command: str | None
    choice: str | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """What the bot needs for a turn."""

    conversation: UUID
    kind: str
    ticket: str
    version: int
    standing: Standing
    locale: str
    misses: int
    position: int | None
    unheard: tuple[Unheard, ...]
    offered: tuple[Choice, ...]  # the quick replies under what was said last to the citizen


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ThreadState:
    """How a chat stands, as the citizen sees it."""

    ticket: str | None
    handler: Handler
    position: int | None
    last_seq: int


class BadCursor(Exception):
    """Not a cursor of ours."""


class CursorTooOld(Exception):
    """The log no longer reaches back that far; read everything anew."""


class Queries:
    """Reads, each on one snapshot."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def turn(self, conversation: UUID) -> TurnView | None:
        """The bot's view of a conversation."""
        return await self._db.read(lambda tx: _turn(tx, conversation))

    async def tickets(
        self, which: TicketFilter, *, after: str | None = None, limit: int = 50
    ) -> Page:
        """A page of `TicketView`: the longest waiting first in the queue, else the newest."""
        return await self._db.read(lambda tx: _tickets(tx, which, after, min(limit, _PAGE)))

    async def ticket(self, number: str) -> TicketView | None:
        """One ticket."""
        return await self._db.read(lambda tx: _ticket(tx, number))

    async def transcript(self, number: str, *, after: str | None = None) -> Page:
        """A page of `Message`, oldest first, over all channels of the ticket."""
        return await self._db.read(lambda tx: _transcript(tx, number, after))

    async def message(self, message: UUID) -> Message | None:
        """One message."""
        found = await self._db.read(lambda tx: _messages(tx, messages.c.id == message, 1))
        return found[0] if found else None

    async def thread(self, channel: str, address: str, after: int) -> list[Message]:
        """What the citizen may see of a chat beyond ``after``, in order; at most 200."""
        here = (conversations.c.channel == channel) & (conversations.c.address == address)
        which = here & (messages.c.seq > after)
        return await self._db.read(lambda tx: _messages(tx, which, _PAGE, messages.c.seq))

    async def thread_state(self, channel: str, address: str) -> ThreadState | None:
        """How a chat stands; None before its first message."""
        return await self._db.read(lambda tx: _thread_state(tx, channel, address))

    async def events(self, after: str, limit: int = _PAGE) -> list[Happening]:
        """The log beyond a cursor, in the order of commits."""
        since = _number(after)
        return await self._db.read(lambda tx: _events(tx, since, limit))

    async def latest(self) -> str:
        """The cursor of the newest event."""
        newest = sa.select(sa.func.max(events.c.id))
        return _cursor(await self._db.read(lambda tx: tx.value(newest)) or 0)

    async def attachment(self, attachment: UUID) -> Attachment | None:
        """One attachment's facts."""
        which = attachments.c.id == attachment
        rows = await self._db.read(lambda tx: tx.all(sa.select(attachments).where(which)))
        return _attachment(rows[0]) if rows else None

    async def jobs(self) -> dict[str, int]:
        """How many jobs there are, by state."""
        return await self._db.read(jobs.counts)

    async def ledger(self) -> dict[str, dict[str, int]]:
        """How many arrivals each channel had, by outcome."""
        i = ingress.c
        counted = sa.select(i.channel, i.outcome, sa.func.count().label("n")).group_by(
            i.channel, i.outcome
        )
        book: dict[str, dict[str, int]] = {}
        for row in await self._db.read(lambda tx: tx.all(counted)):
            book.setdefault(row.channel, {})[row.outcome] = row.n
        return book


def _turn(tx: Tx, conversation: UUID) -> TurnView | None:
    c, t = conversations.c, tickets.c
    row = tx.one(
        sa.select(
            c.kind,
            c.misses,
            c.answered_seq,
            t.number,
            t.version,
            t.status,
            t.handler,
            t.locale,
            t.waiting_since,
        )
        .join_from(conversations, tickets, c.ticket == t.id)
        .where(c.id == conversation)
    )
    if row is None:
        return None
    m = messages.c
    unheard = tx.all(
        sa.select(m.seq, m.text, m.meta)
        .where(m.conversation == conversation, m.seq > row.answered_seq)
        .where(m.author == AuthorKind.CONTACT)
        .order_by(m.seq)
    )
    ours = (m.conversation == conversation) & (m.author != AuthorKind.CONTACT)
    spoke = tx.one(sa.select(m.meta).where(ours, ~m.private).order_by(m.seq.desc()).limit(1))
    return TurnView(
        conversation=conversation,
        kind=row.kind,
        ticket=row.number,
        version=row.version,
        standing=_standing(row),
        locale=row.locale,
        misses=row.misses,
        position=_position(tx, row.waiting_since),
        offered=_choices(spoke.meta) if spoke else (),
        unheard=tuple(_unheard(u) for u in unheard if not _not_for_the_bot(u.meta)),
    )


def _unheard(row: sa.Row[Any]) -> Unheard:
    return Unheard(
        seq=row.seq, text=row.text, command=row.meta.get("command"), choice=row.meta.get("choice")
    )


def _choices(meta: Mapping[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(id=i, label=label) for i, label in meta.get("choices", ()))


def _not_for_the_bot(meta: Mapping[str, Any]) -> bool:
    return bool(meta.get("automatic") or meta.get("third_party"))


def _standing(row: sa.Row[Any]) -> Standing:
    return Standing(status=Status(row.status), handler=Handler(row.handler))


def _position(tx: Tx, waiting_since: dt.datetime | None) -> int:
    """The place in the queue; of one who would join now, when ``waiting_since`` is None."""
    t = tickets.c
    queued = sa.select(sa.func.count()).select_from(tickets).where(t.handler == Handler.QUEUE)
    queued = queued.where(t.status.in_((Status.NEW, Status.OPEN)))
    if waiting_since is not None:
        queued = queued.where(t.waiting_since < waiting_since)
    ahead: int = tx.value(queued)
    return ahead + 1


def _thread_state(tx: Tx, channel: str, address: str) -> ThreadState | None:
    c, t = conversations.c, tickets.c
    row = tx.one(
        sa.select(c.last_seq, t.number, t.handler, t.status, t.waiting_since)
        .join_from(conversations, tickets, c.ticket == t.id)
        .where(c.channel == channel, c.address == address)
        .order_by(c.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    waits = row.waiting_since is not None
    return ThreadState(
        ticket=row.number,
        handler=Handler(row.handler),
        last_seq=row.last_seq,
        position=_position(tx, row.waiting_since) if waits else None,
    )


def _messages(
    tx: Tx,
    which: sa.ColumnElement[bool],
    limit: int,
    order: sa.ColumnElement[Any] = messages.c.id,
) -> list[Message]:
    m, c, d = messages.c, conversations.c, deliveries.c
    rows = tx.all(
        sa.select(messages, c.channel, c.kind, d.state, d.reason, d.next_try)
        .join_from(messages, conversations, m.conversation == c.id)
        .outerjoin(deliveries, d.message == m.id)
        .where(which)
        .order_by(order)
        .limit(limit)
    )
    files = _files(tx, [row.id for row in rows])
    return [_message(row, files.get(row.id, ())) for row in rows]


def _files(tx: Tx, of: Sequence[UUID]) -> dict[UUID, tuple[Attachment, ...]]:
    if not of:
        return {}
    rows = tx.all(sa.select(attachments).where(attachments.c.message.in_(of)))
    files: dict[UUID, tuple[Attachment, ...]] = {}
    for row in rows:
        files[row.message] = (*files.get(row.message, ()), _attachment(row))
    return files


def _attachment(row: sa.Row[Any]) -> Attachment:
    return Attachment(
        id=row.id,
        digest=row.digest,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        inline=row.inline,
    )


def _message(row: sa.Row[Any], files: tuple[Attachment, ...]) -> Message:
    delivery = (
        Delivery(state=DeliveryState(row.state), reason=row.reason, next_try=row.next_try)
        if row.state
        else None
    )
    return Message(
        id=row.id,
        conversation=row.conversation,
        channel=row.channel,
        channel_kind=row.kind,
        seq=row.seq,
        author=Author(kind=AuthorKind(row.author), name=row.author_name),
        text=row.text,
        at=row.at,
        html=row.html,
        private=row.private,
        client_id=row.client_id,
        choices=_choices(row.meta),
        attachments=files,
        delivery=delivery,
    )


def _transcript(tx: Tx, number: str, after: str | None) -> Page:
    mine = (
        sa.select(conversations.c.id)
        .join_from(conversations, tickets, conversations.c.ticket == tickets.c.id)
        .where(tickets.c.number == number)
    )
    beyond = messages.c.id > _uuid(after) if after is not None else sa.true()
    found = _messages(tx, messages.c.conversation.in_(mine) & beyond, _PAGE + 1)
    more = len(found) > _PAGE
    return Page(rows=found[:_PAGE], next=found[_PAGE - 1].id.hex if more else None)


def _columns() -> sa.Select[Any]:
    t = tickets.c
    return (
        sa.select(tickets, agents.c.name.label("agent_name"), contacts.c.name.label("contact_name"))
        .join_from(tickets, contacts, t.contact == contacts.c.id)
        .outerjoin(agents, t.agent == agents.c.id)
    )


def _ticket(tx: Tx, number: str) -> TicketView | None:
    views = _views(tx, tx.all(_columns().where(tickets.c.number == number)))
    return views[0] if views else None


def _tickets(tx: Tx, which: TicketFilter, after: str | None, limit: int) -> Page:
    t = tickets.c
    waiting = which.handler == Handler.QUEUE
    moment = t.waiting_since if waiting else t.updated_at
    query = _columns().where(*_conditions(which))
    if waiting:
        query = query.where(t.waiting_since.is_not(None)).order_by(moment, t.id)
    else:
        query = query.order_by(moment.desc(), t.id.desc())
    if after is not None:
        at, last = _place(after)
        here, there = (
            sa.tuple_(moment, t.id),
            sa.tuple_(sa.literal(at, moment.type), sa.literal(last, t.id.type)),
        )
        query = query.where(here > there if waiting else here < there)
    rows = tx.all(query.limit(limit + 1))
    page, more = rows[:limit], len(rows) > limit
    last_row = page[-1] if more else None
    cursor = None
    if last_row is not None:
        at = last_row.waiting_since if waiting else last_row.updated_at
        cursor = _encode(f"{at.isoformat()} {last_row.id.hex}")
    return Page(rows=_views(tx, page), next=cursor)


def _conditions(which: TicketFilter) -> list[sa.ColumnElement[bool]]:
    t, c = tickets.c, conversations.c
    wanted: list[sa.ColumnElement[bool]] = []
    if which.statuses:
        wanted.append(t.status.in_(which.statuses))
    elif which.handler:
        wanted.append(t.status.in_(LIVE))
    if which.handler:
        wanted.append(t.handler == which.handler)
    if which.assignee:
        wanted.append(t.agent == which.assignee)
    if which.unassigned:
        wanted.append(t.agent.is_(None))
    if which.team:
        wanted.append(t.team == which.team)
    if which.tag:
        tagged = sa.select(tags.c.ticket).where(tags.c.tag == which.tag)
        wanted.append(t.id.in_(tagged))
    if which.channel:
        over = sa.select(c.ticket).where(c.channel == which.channel)
        wanted.append(t.id.in_(over))
    if which.words:
        like = f"%{_escaped(which.words)}%"
        found = (f.ilike(like, escape="\\") for f in (t.number, t.subject, contacts.c.name))
        wanted.append(sa.or_(*found))
    return wanted


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _views(tx: Tx, rows: Sequence[sa.Row[Any]]) -> list[TicketView]:
    ids = [row.id for row in rows]
    if not ids:
        return []
    c = conversations.c
    over: dict[UUID, list[ChannelRef]] = {}
    used = sa.select(c.ticket, c.channel, c.kind).where(c.ticket.in_(ids)).distinct()
    for row in tx.all(used):
        over.setdefault(row.ticket, []).append(ChannelRef(name=row.channel, kind=row.kind))
    words: dict[UUID, list[str]] = {}
    for row in tx.all(sa.select(tags).where(tags.c.ticket.in_(ids)).order_by(tags.c.tag)):
        words.setdefault(row.ticket, []).append(row.tag)
    return [_view(row, over.get(row.id, []), words.get(row.id, [])) for row in rows]


def _view(row: sa.Row[Any], over: Sequence[ChannelRef], words: Sequence[str]) -> TicketView:
    return TicketView(
        id=row.id,
        number=row.number,
        subject=row.subject,
        standing=_standing(row),
        priority=row.priority,
        team=row.team,
        agent=Person(id=row.agent, name=row.agent_name) if row.agent else None,
        contact=Person(id=row.contact, name=row.contact_name),
        channels=tuple(over),
        tags=tuple(words),
        locale=row.locale,
        created_at=row.created_at,
        updated_at=row.updated_at,
        waiting_since=row.waiting_since,
        handed_off_for=row.handed_off_for,
        version=row.version,
        preview=row.preview,
    )


def _events(tx: Tx, since: int, limit: int) -> list[Happening]:
    oldest = tx.value(sa.select(sa.func.min(events.c.id)))
    newest = tx.value(sa.select(sa.func.max(events.c.id))) or 0
    if since > newest or (oldest is not None and 0 < since < oldest - 1):
        raise CursorTooOld
    rows = tx.all(sa.select(events).where(events.c.id > since).order_by(events.c.id).limit(limit))
    return [
        Happening(
            cursor=_cursor(row.id),
            kind=row.kind,
            at=row.at,
            actor=row.actor,
            ticket=row.number,
            facts=row.facts,
        )
        for row in rows
    ]


def _encode(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _decode(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        raise BadCursor("this cursor is not one of ours") from None


def _cursor(number: int) -> str:
    return _encode(f"e{number}")


def _number(cursor: str) -> int:
    plain = _decode(cursor)
    if not (plain.startswith("e") and plain[1:].isascii() and plain[1:].isdigit()):
        raise BadCursor("this cursor is not one of ours")
    return int(plain[1:])


def _place(cursor: str) -> tuple[dt.datetime, UUID]:
    moment, _, name = _decode(cursor).partition(" ")
    try:
        return dt.datetime.fromisoformat(moment), UUID(name)
    except ValueError:
        raise BadCursor("this cursor is not one of ours") from None


def _uuid(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError:
        raise BadCursor("this cursor is not one of ours") from None
