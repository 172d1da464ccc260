"""One-time codes: whoever asks after a ticket proves that they read its own channel.

A code is good in the browser that asked for it and nowhere else, so that nobody can use up the
tries of another.  A wish leaves the same rows behind whether the number exists or not: neither an
answer nor its time tells which.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.tables import insert_once
from tickets.commands.case import ONE_THREAD, NewId, last_talk, open_talk
from tickets.domain.lifecycle import Status
from tickets.domain.message import Author, AuthorKind
from tickets.store import conversations, identities, status_codes, tickets

LASTS = dt.timedelta(minutes=10)
MOST_TRIES = 5
_APART = dt.timedelta(minutes=1)  # two codes for one ticket
_HOUR, _MOST_AN_HOUR = dt.timedelta(hours=1), 5
_KEPT = dt.timedelta(days=1)
Words = Callable[[str, str, str], str]  # locale, receipt number and code: the message


class CodeCommands:
    """The one who hands out codes, and takes them back."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        new_id: NewId,
        *,
        secret: bytes,
        draw: Callable[[], str],
        words: Words,
    ) -> None:
        """``draw`` gives six digits nobody can guess; ``secret`` keeps their digests dark."""
        self._db, self._clock, self._new_id = db, clock, new_id
        self._secret, self._draw, self._words = secret, draw, words

    async def ask(self, token: str, number: str) -> None:
        """Wish for a code for this ticket, in the browser that holds ``token``.

        The same is done for any number; who exists is found out later, behind the answer.
        """
        payload = {"flow": _flow(token), "number": number}
        lane = f"code:{payload['flow']}"
        await self._db.write(lambda tx: jobs.enqueue(tx, "code", lane, payload, now=self._clock()))

    async def send(self, flow: str, number: str) -> None:
        """Send a code, if there is such a ticket and it did not have too many; once for a flow."""
        code = self._draw()
        await self._db.write(lambda tx: self._send(tx, flow, number, code))

    async def check(self, token: str, code: str) -> str | None:
        """The receipt number whose status may be shown; None for a code that is not good.

        A code is good once, for ten minutes and five tries.
        """
        flow = _flow(token)
        return await self._db.write(lambda tx: self._check(tx, flow, code))

    async def forget(self) -> int:
        """Remove what is over; how many rows there were."""
        over = status_codes.c.at <= self._clock() - _KEPT
        return await self._db.write(lambda tx: tx.run(sa.delete(status_codes).where(over)).rowcount)

    def _send(self, tx: Tx, flow: str, number: str, code: str) -> None:
        now = self._clock()
        wish = {"flow": flow, "digest": self._digest(flow, code), "at": now}
        wish["expires_at"] = now + LASTS
        ticket = _open_ticket(tx, number)
        if ticket is None:
            insert_once(tx.conn, status_codes, **wish)
            return
        case, talk = open_talk(tx, _talk_of(tx, ticket.id), now, self._new_id)
        given = ticket.id if _may_have_one(tx, ticket.id, now) else None
        if insert_once(tx.conn, status_codes, **wish, ticket=given) and given is not None:
            text = self._words(ticket.locale, number, code)
            case.say(talk, Author(kind=AuthorKind.SYSTEM), text)
            case.leave("system")

    def _check(self, tx: Tx, flow: str, code: str) -> str | None:
        """Count the try before anything is compared; one statement for a true wish and a vain."""
        s, now = status_codes.c, self._clock()
        good = (s.flow == flow) & (s.tries < MOST_TRIES) & (s.expires_at > now)
        tried = sa.update(status_codes).where(good, s.used_at.is_(None)).values(tries=s.tries + 1)
        row = tx.run(tried.returning(s.digest, s.ticket)).first()
        digest = self._digest(flow, code)
        right = hmac.compare_digest(row.digest if row is not None else "", digest)
        if row is None or row.ticket is None or not right:
            return None
        tx.run(sa.update(status_codes).where(s.flow == flow).values(used_at=now))
        number: str | None = tx.value(sa.select(tickets.c.number).where(tickets.c.id == row.ticket))
        return number

    def _digest(self, flow: str, code: str) -> str:
        told = f"status code:{flow}:{code}".encode()
        return hmac.new(self._secret, told, hashlib.sha256).hexdigest()


def _flow(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _open_ticket(tx: Tx, number: str) -> sa.Row[Any] | None:
    """The ticket, locked: who asks for codes for it waits here in line."""
    t = tickets.c
    mine = sa.select(t.id, t.locale).where(t.number == number, t.status != Status.SPAM)
    return tx.one(mine.with_for_update(key_share=True))


def _talk_of(tx: Tx, ticket: UUID) -> UUID:
    """The conversation to say it in: of whose ticket it is, even after a merge.

    Where an address is one thread, the newest of the address, so that ``seq`` goes on there; the
    lock keeps anyone from beginning another meanwhile.
    """
    c, i = conversations.c, identities.c
    talk = last_talk(tx, ticket, of=c.home)
    if talk.kind not in ONE_THREAD:
        return talk.id
    mine = (i.kind == talk.kind) & (i.address == talk.address)
    tx.run(sa.select(i.id).where(mine).with_for_update(key_share=True))
    here = (c.channel == talk.channel) & (c.address == talk.address)
    newest: UUID = tx.value(sa.select(c.id).where(here).order_by(c.id.desc()).limit(1))
    return newest


def _may_have_one(tx: Tx, ticket: UUID, now: dt.datetime) -> bool:
    """At most one a minute, and five an hour."""
    s = status_codes.c
    lately = sa.select(s.at).where(s.ticket == ticket, s.at > now - _HOUR)
    given = [row.at for row in tx.all(lately)]
    return len(given) < _MOST_AN_HOUR and all(at <= now - _APART for at in given)
