"""One-time links: made where someone wants to go on elsewhere, and spent once."""

import dataclasses
import datetime as dt
import secrets
from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.case import NotFound
from tickets.domain import link
from tickets.domain.lifecycle import OVER, Status
from tickets.store import conversations, links, tickets

FORGOTTEN_AFTER = dt.timedelta(days=7)  # so long we can still say that it is over
_MOST_OPEN = 5  # unused ones of a conversation to one kind of channel; older ones are forgotten


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A link that was made; the token is seen here, and never again."""

    token: str
    ticket: str  # receipt number
    locale: str  # of the ticket
    until: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A link that a token leads to."""

    digest: str
    link: link.Link
    conversation: UUID  # it was asked for in
    led_to: UUID | None


class CannotGoOn(Exception):
    """There is no ticket to go on with: nothing was said yet, or it is over."""


class LinkCommands:
    """The maker of links.  ``chance`` gives so many random bytes."""

    def __init__(
        self, db: Database, clock: Clock, *, chance: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._db, self._clock, self._chance = db, clock, chance

    async def make(self, conversation: UUID, to: str) -> Made:
        """Make a link to a channel of this kind; raise `CannotGoOn` or `NotFound`."""
        return await self._make(conversations.c.id == conversation, to)

    async def make_in_thread(self, channel: str, address: str, to: str) -> Made:
        """Do the same for whoever writes from this address, where an address is a thread."""
        c = conversations.c
        return await self._make((c.channel == channel) & (c.address == address), to)

    async def forget_expired(self) -> int:
        """Forget links nobody used, a week after they were over; how many there were."""
        over = links.c.expires_at <= self._clock() - FORGOTTEN_AFTER
        unused = sa.delete(links).where(over, links.c.used_at.is_(None))
        return await self._db.write(lambda tx: tx.run(unused).rowcount)

    async def _make(self, which: sa.ColumnElement[bool], to: str) -> Made:
        if to not in link.LASTS:
            raise NotFound(f"no link leads to {to!r}")
        token = link.token(self._chance(link.RANDOM_BYTES))
        until = self._clock() + link.LASTS[to]

        def work(tx: Tx) -> Made:
            c, t = conversations.c, tickets.c
            newest = sa.select(c.id, t.number, t.locale, t.status).where(which)
            newest = newest.join_from(conversations, tickets, c.ticket == t.id)
            row = tx.one(newest.order_by(c.id.desc()).limit(1))
            if row is None or row.status in OVER:
                raise CannotGoOn("there is no open ticket to go on with")
            _forget_older(tx, row.id, to)
            made = {"digest": link.digest(token), "conversation": row.id, "kind": to}
            tx.run(sa.insert(links), made | {"expires_at": until})
            return Made(token=token, ticket=row.number, locale=row.locale, until=until)

        return await self._db.write(work)


def find(tx: Tx, token: str) -> Found | None:
    """Find what a token leads to; None when it is none of ours."""
    c, k, t = conversations.c, links.c, tickets.c
    row = tx.one(
        sa.select(links, t.status)
        .join_from(links, conversations, k.conversation == c.id)
        .join(tickets, c.ticket == t.id)
        .where(k.digest == link.digest(token))
    )
    if row is None:
        return None
    stands = link.Link(
        kind=row.kind,
        expires_at=row.expires_at,
        used_by=row.used_by,
        status=Status(row.status),
    )
    return Found(digest=row.digest, link=stands, conversation=row.conversation, led_to=row.led_to)


def spend(tx: Tx, digest: str, now: dt.datetime) -> bool:
    """Take it; False when someone was quicker: the row decides, not a look before."""
    unused = sa.update(links).where(links.c.digest == digest, links.c.used_at.is_(None))
    return tx.run(unused.values(used_at=now)).rowcount == 1


def settle(tx: Tx, digest: str, *, used_by: UUID, led_to: UUID) -> None:
    """Note who used it, and what came of it."""
    mine = sa.update(links).where(links.c.digest == digest)
    tx.run(mine.values(used_by=used_by, led_to=led_to))


def _forget_older(tx: Tx, conversation: UUID, kind: str) -> None:
    k = links.c
    unused = (k.conversation == conversation) & (k.kind == kind) & k.used_at.is_(None)
    newest = sa.select(k.digest).where(unused).order_by(k.expires_at.desc()).limit(_MOST_OPEN - 1)
    tx.run(sa.delete(links).where(unused, k.digest.not_in(newest)))
