"""What a citizen in a live chat does beside writing: files, ratings, and who they are elsewhere."""

import asyncio
import datetime as dt
from typing import Any

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.tables import insert_once
from tickets.blobs import Blobs
from tickets.commands.arrivals import describe, described
from tickets.commands.case import Case, NewId, log_events
from tickets.domain.lifecycle import SETTLED
from tickets.domain.message import Attachment
from tickets.domain.text import clean
from tickets.domain.traffic import NoRoom, Visitor
from tickets.store import chat_sessions, conversations, ratings, tickets, uploads

SESSION_LASTS = dt.timedelta(hours=12)  # of a signed user, from the last hello on


class ChatCommands:
    """The hands of a citizen in a chat, named by channel and address.  Each call is one commit."""

    def __init__(self, db: Database, blobs: Blobs, clock: Clock, new_id: NewId) -> None:
        self._db, self._blobs, self._clock, self._new_id = db, blobs, clock, new_id

    async def keep_file(
        self,
        channel: str,
        address: str,
        *,
        content: bytes,
        name: str,
        media_type: str,
        at_most: int,
    ) -> Attachment:
        """Keep a file to go with a message; `NoRoom` when there would be over ``at_most`` bytes.

        What was sent and forgotten (`tickets.commands.agents.UPLOADS_LAST`) no longer counts.
        """
        size = len(content)
        whose = {"channel": channel, "sender": address}
        await self._db.read(lambda tx: _check_room(tx, whose, size, at_most))
        digest = await asyncio.to_thread(self._blobs.put, content)
        file = Attachment(
            id=self._new_id(), digest=digest, name=name, media_type=media_type, size=size
        )
        row: dict[str, Any] = {"id": file.id, "digest": digest, "name": name, "size": size}
        row |= {"media_type": media_type, "at": self._clock()}

        def work(tx: Tx) -> None:
            if tx.conn.dialect.name == "postgresql":  # two at once would not see each other
                tx.run(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(address))))
            _check_room(tx, whose, size, at_most)
            tx.run(sa.insert(uploads), row | whose)

        await self._db.write(work)
        return file

    async def rate(
        self, channel: str, address: str, client_id: str, score: int, comment: str
    ) -> bool:
        """Rate how it went, 1 to 5; False when the ticket is not settled or was rated since.

        The same ``client_id`` again is the same rating.
        """

        def work(tx: Tx) -> bool:
            row = tx.one(_newest_ticket(channel, address))
            if row is None or row.status not in SETTLED or row.resolved_at is None:
                return False
            fresh = insert_once(
                tx.conn,
                ratings,
                id=self._new_id(),
                ticket=row.id,
                settled_at=row.resolved_at,
                score=score,
                comment=clean(comment).strip(),
                client_id=client_id,
                at=self._clock(),
            )
            if not fresh:
                return _rated_so(tx, row, client_id)
            self._log(tx, row, "ticket.rated", score=score)
            tx.ring(f"chat:{address}")
            return True

        return await self._db.write(work)

    async def describe(self, channel: str, address: str, visitor: Visitor) -> None:
        """Note what the page tells about the citizen, where that is news."""
        c = conversations.c
        here = (c.channel == channel) & (c.address == address)
        newest = sa.select(c.id, c.visitor).where(here).order_by(c.id.desc()).limit(1)
        known = await self._db.read(lambda tx: tx.one(newest))
        if known is None or described(known.visitor or {}, visitor) == known.visitor:
            return

        def work(tx: Tx) -> None:
            ticket = tx.one(_newest_ticket(channel, address))
            if describe(tx, known.id, visitor) and ticket is not None:
                self._log(tx, ticket, "conversation.described", conversation=known.id.hex)

        await self._db.write(work)

    async def bind(self, digest: str, channel: str, address: str) -> None:
        """From now on, and for a while, the session with this digest is that of this thread."""
        until = self._clock() + SESSION_LASTS

        def work(tx: Tx) -> None:
            row = {"channel": channel, "address": address, "expires_at": until}
            if not insert_once(tx.conn, chat_sessions, digest=digest, **row):
                mine = chat_sessions.c.digest == digest
                tx.run(sa.update(chat_sessions).where(mine).values(row))

        await self._db.write(work)

    async def bound(self, digest: str, channel: str) -> str | None:
        """The address of the thread this session is bound to."""
        s = chat_sessions.c
        mine = (s.digest == digest) & (s.channel == channel) & (s.expires_at > self._clock())
        address: str | None = await self._db.read(
            lambda tx: tx.value(sa.select(s.address).where(mine))
        )
        return address

    async def forget_sessions(self) -> int:
        """Forget sessions that are over."""
        over = chat_sessions.c.expires_at <= self._clock()
        return await self._db.write(
            lambda tx: tx.run(sa.delete(chat_sessions).where(over)).rowcount
        )

    async def typing(self, ticket: str) -> None:
        """Let the desk know that the citizen is typing; nothing is kept of it."""
        await self._db.write(lambda tx: tx.ring(f"typing:{ticket}"))

    def _log(self, tx: Tx, row: sa.Row[Any], kind: str, **facts: object) -> None:
        case = Case(tx, row, self._clock(), self._new_id)
        log_events(tx, case, "contact", [(kind, facts)])


def _newest_ticket(channel: str, address: str) -> sa.Select[Any]:
    c = conversations.c
    mine = sa.select(tickets).join_from(tickets, conversations, c.ticket == tickets.c.id)
    here = mine.where(c.channel == channel, c.address == address)
    return here.order_by(c.id.desc()).limit(1)


def _rated_so(tx: Tx, ticket: sa.Row[Any], client_id: str) -> bool:
    """Whether the rating that is there is this one."""
    r = ratings.c
    mine = (r.ticket == ticket.id) & (r.settled_at == ticket.resolved_at)
    name: str | None = tx.value(sa.select(r.client_id).where(mine))
    return name == client_id


def _check_room(tx: Tx, whose: dict[str, str], size: int, at_most: int) -> None:
    u = uploads.c
    mine = (u.channel == whose["channel"]) & (u.sender == whose["sender"])
    held = tx.value(sa.select(sa.func.coalesce(sa.func.sum(u.size), 0)).where(mine))
    if int(held) + size > at_most:
        raise NoRoom
