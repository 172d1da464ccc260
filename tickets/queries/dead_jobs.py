"""Jobs that were given up, and the tickets they are about."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.db import Database, Tx
from tickets.domain.message import Cause
from tickets.store import conversations, deliveries, messages, tickets

_MOST = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeadJob:
    """One of them."""

    id: int
    kind: str
    ticket: str | None  # a receipt number
    why: str  # in the words of whoever said so
    cause: Cause | None  # None: of a delivery nothing is known
    since: dt.datetime  # when it was first asked for
    tried_at: dt.datetime  # when it was due the last time
    attempt: int


class DeadJobQueries:
    """The read side of what was given up."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def dead(self) -> list[DeadJob]:
        """The oldest first; at most 200."""
        return await self._db.read(_dead)


def _dead(tx: Tx) -> list[DeadJob]:
    j = jobs.jobs.c
    rows = tx.all(sa.select(jobs.jobs).where(j.state == "dead").order_by(j.id).limit(_MOST))
    numbers, causes = _numbers(tx, rows), _causes(tx, rows)
    return [
        DeadJob(
            id=row.id,
            kind=row.kind,
            ticket=numbers.get(_about(row)) or _named(row),
            why=row.error or "",
            cause=causes.get(_about(row)) if row.kind == "deliver" else Cause.OWN,
            since=row.first_at,
            tried_at=row.run_at,
            attempt=row.attempt,
        )
        for row in rows
    ]


def _about(row: sa.Row[Any]) -> str:
    """The hex of a message or a conversation; empty when it is about neither."""
    told = row.payload.get("message") or row.payload.get("conversation") or ""
    return str(told)


def _named(row: sa.Row[Any]) -> str | None:
    """The receipt number, where the job itself says it."""
    told = row.payload.get("ticket") or row.payload.get("number")
    return str(told) if told else None


def _causes(tx: Tx, rows: Collection[sa.Row[Any]]) -> dict[str, Cause]:
    """Why those messages were not delivered, by the hex of each, where it is known."""
    ids = [UUID(_about(row)) for row in rows if row.kind == "deliver"]
    if not ids:
        return {}
    d = deliveries.c
    known = sa.select(d.message, d.cause).where(d.message.in_(ids), d.cause.is_not(None))
    return {row.message.hex: Cause(row.cause) for row in tx.all(known)}


def _numbers(tx: Tx, rows: Collection[sa.Row[Any]]) -> dict[str, str]:
    """The tickets of those messages and conversations, by the hex of either."""
    ids = [UUID(hex_) for row in rows if (hex_ := _about(row))]
    if not ids:
        return {}
    m, c, t = messages.c, conversations.c, tickets.c
    talks = sa.select(c.id.label("id"), t.number).join_from(
        conversations, tickets, c.ticket == t.id
    )
    said = (
        sa.select(m.id, t.number)
        .join_from(messages, conversations, m.conversation == c.id)
        .join(tickets, c.ticket == t.id)
    )
    found = [*tx.all(talks.where(c.id.in_(ids))), *tx.all(said.where(m.id.in_(ids)))]
    return {row.id.hex: row.number for row in found}
