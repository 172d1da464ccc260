"""What goes out: read it for sending, and note how far it came."""

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.tables import insert_once
from tickets.blobs import Blobs
from tickets.commands.addresses import MAY_BLOCK, mark_reached, move_address
from tickets.commands.case import Case, NewId, log_events, note_delivery
from tickets.domain.link import LinkTo
from tickets.domain.message import Author, AuthorKind, Cause, Choice, DeliveryState, Upload
from tickets.domain.traffic import Outbound, well_again
from tickets.store import (
    attachments,
    contacts,
    conversations,
    deliveries,
    messages,
    thread_keys,
    tickets,
)

_SPREAD = dt.timedelta(seconds=0.1)  # between messages that waited for their channel
_ON_THE_WAY = (DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.DELIVERED)


class DeliveryCommands:
    """The post room's book."""

    def __init__(self, db: Database, blobs: Blobs, clock: Clock, new_id: NewId) -> None:
        self._db, self._blobs, self._clock, self._new_id = db, blobs, clock, new_id

    async def outbound(self, message: UUID, *, once_more: bool = False) -> Outbound | None:
        """What is to be sent; None when that is over.

        ``once_more``: what was given up is tried anew, because a person asked for it.
        """
        states = {DeliveryState.QUEUED} | ({DeliveryState.FAILED} if once_more else set())
        found = await self._db.read(lambda tx: _outbound(tx, message, states))
        if found is None:
            return None
        out, files = found
        if not files:
            return out
        return dataclasses.replace(out, uploads=await asyncio.to_thread(self._fetched, files))

    async def as_sent(self, message: UUID) -> Outbound | None:
        """What was sent, without its files; None when it was not, or is no more."""
        found = await self._db.read(lambda tx: _outbound(tx, message, frozenset(_ON_THE_WAY)))
        return found[0] if found else None

    def _fetched(self, files: Sequence[sa.Row[Any]]) -> tuple[Upload, ...]:
        return tuple(
            Upload(
                name=file.name,
                media_type=file.media_type,
                content=self._blobs.get(file.digest),
                inline=file.inline,
            )
            for file in files
        )

    async def sent(self, message: UUID, provider_id: str) -> None:
        """The provider took it; what answers it may name ``provider_id``.

        So its channel is well: what waited for that goes soon, and not when its own time comes.
        """

        def work(tx: Tx) -> None:
            where = conversations.c.id == _conversation_of(message)
            talk = tx.one(sa.select(conversations).where(where))
            if talk is not None:
                jobs.hasten(tx, well_again(talk.channel), self._clock(), _SPREAD)
            if talk is not None and talk.kind == "email":  # elsewhere the address is the thread
                key = {"channel": talk.channel, "key": f"message:{provider_id}"}
                insert_once(tx.conn, thread_keys, **key, conversation=talk.id)
                mine = sa.update(messages).where(messages.c.id == message)
                tx.run(mine.values(key=provider_id))
            if talk is not None and talk.kind in MAY_BLOCK:
                self._reached(tx, talk, where)
            self._note(tx, message, DeliveryState.SENT, provider_id=provider_id)

        await self._db.write(work)

    async def waiting(
        self, message: UUID, why: str, next_try: dt.datetime, *, cause: Cause | None = None
    ) -> None:
        """It could not be sent just now."""
        more = {"reason": why, "cause": cause, "next_try": next_try}
        await self._db.write(lambda tx: self._note(tx, message, DeliveryState.QUEUED, **more))

    async def failed(
        self, message: UUID, why: str, *, cause: Cause | None = None, blocked: bool = False
    ) -> None:
        """It will never arrive this way."""
        state = DeliveryState.BLOCKED if blocked else DeliveryState.FAILED

        def work(tx: Tx) -> None:
            self._note(tx, message, state, reason=why, cause=cause)
            here = conversations.c.id == _conversation_of(message)
            talk = tx.one(sa.select(conversations.c.kind, conversations.c.address).where(here))
            if blocked and talk and mark_reached(tx, talk.kind, talk.address, self._clock()):
                self._tell(tx, here, "contact.reached", blocked=True)

        await self._db.write(work)

    async def moved(self, message: UUID, to: str) -> None:
        """The address it was sent to is another now."""

        def work(tx: Tx) -> None:
            where = conversations.c.id == _conversation_of(message)
            talk = tx.one(sa.select(conversations.c.kind, conversations.c.address).where(where))
            if talk is not None:
                move_address(
                    tx,
                    talk.kind,
                    talk.address,
                    to,
                    now=self._clock(),
                    new_id=self._new_id,
                    actor="system",
                )

        await self._db.write(work)

    async def read_up_to(self, channel: str, address: str, seq: int) -> None:
        """The citizen has seen everything up to ``seq``."""

        def work(tx: Tx) -> None:
            c, m = conversations.c, messages.c
            here = (c.channel == channel) & (c.address == address)
            behind = sa.update(conversations).where(here, c.read_seq < seq, c.last_seq >= seq)
            if tx.run(behind.values(read_seq=seq)).rowcount == 0:
                return
            seen = (
                sa.select(m.id)
                .join_from(messages, conversations, m.conversation == c.id)
                .where(here, m.seq <= seq)
            )
            mine = deliveries.c.message.in_(seen) & deliveries.c.state.in_(_ON_THE_WAY)
            values = {"state": DeliveryState.READ, "next_try": None, "updated_at": self._clock()}
            tx.run(sa.update(deliveries).where(mine).values(values))
            self._tell(tx, c.id == _newest(here), "delivery.read", seq=seq)

        await self._db.write(work)

    def _reached(self, tx: Tx, talk: sa.Row[Any], which: sa.ColumnElement[bool]) -> None:
        """Whom a message reached has not blocked us, or does no more."""
        if mark_reached(tx, talk.kind, talk.address, None):
            self._tell(tx, which, "contact.reached", blocked=False)

    def _note(self, tx: Tx, message: UUID, state: DeliveryState, **more: Any) -> None:  # noqa: ANN401
        """``more``: as of `note_delivery`."""
        if not note_delivery(tx, message, state, self._clock(), **more):
            return
        self._tell(
            tx,
            conversations.c.id == _conversation_of(message),
            "delivery.changed",
            message=message.hex,
            state=str(state),
        )

    def _tell(self, tx: Tx, which: sa.ColumnElement[bool], kind: str, **facts: object) -> None:
        mine = sa.select(conversations.c.ticket).where(which).scalar_subquery()
        row = tx.one(sa.select(tickets).where(tickets.c.id == mine))
        if row is not None:
            case = Case(tx, row, self._clock(), self._new_id)
            log_events(tx, case, "system", [(kind, facts)])


def _conversation_of(message: UUID) -> sa.ScalarSelect[UUID]:
    return sa.select(messages.c.conversation).where(messages.c.id == message).scalar_subquery()


def _newest(which: sa.ColumnElement[bool]) -> sa.ScalarSelect[UUID]:
    c = conversations.c
    return sa.select(c.id).where(which).order_by(c.id.desc()).limit(1).scalar_subquery()


def _outbound(
    tx: Tx, message: UUID, states: AbstractSet[DeliveryState]
) -> tuple[Outbound, Sequence[sa.Row[Any]]] | None:
    """The message and what is attached to it; the bytes are not in the database."""
    m, c, t = messages.c, conversations.c, tickets.c
    row = tx.one(
        sa.select(
            m.id,
            m.conversation,
            m.author,
            m.author_name,
            m.text,
            m.html,
            m.seq,
            m.meta,
            c.channel,
            c.address,
            t.number,
            t.subject,
            t.locale,
            contacts.c.name.label("to_name"),
            deliveries.c.state,
        )
        .select_from(messages)
        .join(conversations, m.conversation == c.id)
        .join(tickets, c.ticket == t.id)
        .join(contacts, t.contact == contacts.c.id)
        .join(deliveries, deliveries.c.message == m.id)
        .where(m.id == message)
    )
    if row is None or row.state not in states:
        return None
    earlier = _earlier_keys(tx, row.conversation, message)
    kind = AuthorKind(row.author)
    out = Outbound(
        key=row.id,
        conversation=row.conversation,
        ticket=row.number,
        channel=row.channel,
        to=row.address,
        to_name=row.to_name,
        author=Author(kind=kind, name=row.author_name),
        text=row.text,
        html=row.html if kind is AuthorKind.AGENT else None,
        locale=row.locale,
        subject=row.subject,
        automatic=kind is not AuthorKind.AGENT,
        seq=row.seq,
        choices=tuple(Choice(id=i, label=label) for i, label in row.meta.get("choices", ())),
        in_reply_to=earlier[-1] if earlier else None,
        references=tuple(earlier),
        letter=row.meta.get("letter", "letter"),
        link=_link(row.meta),
    )
    which = attachments.c.message == message
    files = sa.select(attachments).where(which).order_by(attachments.c.id)
    return out, tx.all(files) if row.meta.get("files") else ()


def _link(meta: Mapping[str, Any]) -> LinkTo | None:
    kind, mark = meta.get("link_to", (None, None))
    return LinkTo(kind=kind, mark=mark) if kind is not None else None


def _earlier_keys(tx: Tx, conversation: UUID, message: UUID) -> list[str]:
    """Message-IDs before this message, oldest first; the newest twenty."""
    m = messages.c
    keys = sa.select(m.key).where(
        m.conversation == conversation, m.key.is_not(None), m.id < message
    )
    rows = tx.all(keys.order_by(m.id.desc()).limit(20))
    return [row.key for row in reversed(rows)]
