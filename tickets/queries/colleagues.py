"""Colleagues and teams as the console shows them."""

import dataclasses
import datetime as dt
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Database, Tx
from tickets.domain.access import Role
from tickets.domain.presence import Presence
from tickets.store import agents, presences, team_members, teams


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Someone who works here, and whether they are at work."""

    id: UUID
    name: str
    role: Role
    limited: bool
    teams: tuple[str, ...]
    presence: Presence
    since: dt.datetime | None  # None: they never opened a console


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team and who is in it."""

    id: str
    name: str
    members: tuple[UUID, ...]


class ColleagueQueries:
    """Reads, each on one snapshot."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def colleagues(self) -> list[Colleague]:
        """Everyone who works here, by name."""
        return await self._db.read(_colleagues)

    async def teams(self) -> list[Team]:
        """Every team, by name."""
        return await self._db.read(_teams)


def _colleagues(tx: Tx) -> list[Colleague]:
    a, p = agents.c, presences.c
    all_here = (
        sa.select(a.id, a.name, a.role, a.limited, p.state, p.since)
        .outerjoin_from(agents, presences, p.agent == a.id)
        .where(a.active)
        .order_by(a.name, a.id)
    )
    member = sa.select(team_members).order_by(team_members.c.team)
    within: dict[UUID, tuple[str, ...]] = {}
    for row in tx.all(member):
        within[row.agent] = (*within.get(row.agent, ()), row.team)
    return [
        Colleague(
            id=row.id,
            name=row.name,
            role=Role(row.role),
            limited=row.limited,
            teams=within.get(row.id, ()),
            presence=Presence(row.state or Presence.OFFLINE),
            since=row.since,
        )
        for row in tx.all(all_here)
    ]


def _teams(tx: Tx) -> list[Team]:
    m, a = team_members.c, agents.c
    member = sa.select(m.team, m.agent).join_from(team_members, agents, m.agent == a.id)
    within: dict[str, tuple[UUID, ...]] = {}
    for row in tx.all(member.where(a.active).order_by(a.name, a.id)):
        within[row.team] = (*within.get(row.team, ()), row.agent)
    rows = tx.all(sa.select(teams).order_by(teams.c.name))
    return [Team(id=row.id, name=row.name, members=within.get(row.id, ())) for row in rows]
