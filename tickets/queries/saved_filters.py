"""Saved filters, and which tickets they find for whoever looks."""

import dataclasses
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Database, Tx
from tickets.domain.wanted import ME, NOBODY, Wanted
from tickets.queries.views import TicketFilter
from tickets.store import saved_filters


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """A choice of tickets under a name."""

    id: UUID
    shared: bool
    name: str
    wanted: Wanted


class SavedFilterQueries:
    """Reads, each on one snapshot."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self, agent: UUID) -> list[SavedFilter]:
        """Those this agent may use: shared ones and their own, by name."""
        return await self._db.read(lambda tx: saved_of(tx, agent))

    async def which(self, one: UUID, agent: UUID) -> TicketFilter | None:
        """The tickets of one of them; None where there is none that this agent may use."""
        c = saved_filters.c
        asked = sa.select(c.wanted).where(c.id == one, _theirs(agent))
        row = await self._db.read(lambda tx: tx.one(asked))
        return None if row is None else which(Wanted.read(row.wanted), agent)


def _theirs(agent: UUID) -> sa.ColumnElement[bool]:
    owner = saved_filters.c.owner
    return owner.is_(None) | (owner == agent)


def saved_of(tx: Tx, agent: UUID, most: int | None = None) -> list[SavedFilter]:
    """Those this agent may use, by name; at most so many."""
    c = saved_filters.c
    mine = sa.select(saved_filters).where(_theirs(agent))
    rows = tx.all(mine.order_by(sa.func.lower(c.name), c.id).limit(most))
    return [
        SavedFilter(
            id=row.id, shared=row.owner is None, name=row.name, wanted=Wanted.read(row.wanted)
        )
        for row in rows
    ]


def which(wanted: Wanted, me: UUID) -> TicketFilter:
    """The same as the lists ask it, for this agent."""
    named = wanted.assignee not in {None, ME, NOBODY}
    return TicketFilter(
        statuses=wanted.statuses,
        handler=wanted.handler,
        assignee=UUID(wanted.assignee) if named else (me if wanted.assignee == ME else None),
        unassigned=wanted.assignee == NOBODY,
        team=wanted.team,
        tag=wanted.tag,
        channel=wanted.channel,
        priority=wanted.priority,
    )
