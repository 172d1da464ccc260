"""The audit log, the newest line first; and whether it is as it was written."""

import dataclasses
import datetime as dt
import re
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Database, Tx
from tickets.domain.audit import FIRST, Entry, Verdict, verified
from tickets.queries.cursors import BadCursor
from tickets.queries.views import Page, Person
from tickets.store import agents, audit

_AT_ONCE = 5_000  # lines that are verified on one snapshot


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which lines; None means all."""

    agent: UUID | None = None
    ticket: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """A line, and who it speaks of."""

    entry: Entry
    agent: Person


class AuditQueries:
    """Reads, each on one snapshot."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def lines(self, which: AuditFilter, *, after: str | None = None, limit: int = 50) -> Page:
        """A page of `AuditLine`."""
        return await self._db.read(lambda tx: _page(tx, which, after, limit))

    async def people(self) -> list[Person]:
        """All who work here, by name: whom lists can be narrowed down to."""
        a = agents.c
        rows = await self._db.read(lambda tx: tx.all(sa.select(a.id, a.name).order_by(a.name)))
        return [Person(id=row.id, name=row.name) for row in rows]

    async def verify(self, line: int = 0) -> tuple[Verdict, str | None]:
        """Look at every line, from the first on; and the seal that ``line`` bears, if it is there.

        Line 0 stands before the first and is always there.
        """
        good: Verdict | None = None
        seal = FIRST if line == 0 else None
        while True:
            place = good.last if good is not None else 0
            some = await self._db.read(lambda tx: _beyond(tx, place))  # noqa: B023  read at once
            good = verified(some, good)
            seal = next((entry.seal for entry in some if entry.id == line), seal)
            if len(some) < _AT_ONCE or good.broken is not None:
                return good, seal


def _beyond(tx: Tx, place: int) -> list[Entry]:
    rows = tx.all(sa.select(audit).where(audit.c.id > place).order_by(audit.c.id).limit(_AT_ONCE))
    return [_entry(row) for row in rows]


def _page(tx: Tx, which: AuditFilter, after: str | None, limit: int) -> Page:
    a = audit.c
    query = sa.select(audit, agents.c.name).outerjoin(agents, a.agent == agents.c.id)
    if which.agent is not None:
        query = query.where(a.agent == which.agent)
    if which.ticket is not None:
        query = query.where(a.ticket == which.ticket)
    if which.since is not None:
        query = query.where(a.at >= which.since)
    if which.until is not None:
        query = query.where(a.at < which.until)
    if after is not None:
        query = query.where(a.id < _place(after))
    rows = tx.all(query.order_by(a.id.desc()).limit(limit + 1))
    lines = [
        AuditLine(entry=_entry(row), agent=Person(id=row.agent, name=row.name or ""))
        for row in rows[:limit]
    ]
    more = len(rows) > limit
    return Page(rows=lines, next=str(lines[-1].entry.id) if more else None)


def _place(cursor: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", cursor):
        raise BadCursor("this cursor is not one of ours")
    return int(cursor)


def _entry(row: sa.Row[Any]) -> Entry:
    return Entry(**{field.name: getattr(row, field.name) for field in dataclasses.fields(Entry)})
