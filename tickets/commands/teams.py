"""Teams, who is in them, and whose sight is limited to them."""

import re
from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.admin_log import note
from tickets.commands.case import NotFound
from tickets.domain.refusal import Refusal
from tickets.store import agents, team_members, teams

CHANGED = "teams"  # rings when a team, who works here or someone's sight changed
_LONGEST_HANDLE = 40


class NameTaken(Refusal):
    """Another team has this name."""


class NoName(Refusal):
    """Nothing of it can be written in an address."""


class TeamCommands:
    """What administrators and supervisors do to teams.  Each call is one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def create(self, name: str, actor: str) -> str:
        """Make a team; its handle.  Raises `NameTaken` and `NoName`."""
        name = " ".join(name.split())
        handle = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_LONGEST_HANDLE].strip("-")
        if not handle:
            raise NoName("a team's name has letters or digits in it", "no_letters")

        def work(tx: Tx) -> str:
            if tx.one(sa.select(teams.c.id).where(_called(name))) is not None:
                raise NameTaken(f"there is a team called {name}", name=name)
            free = _free(tx, handle)
            row = {"id": free, "name": name, "created_at": self._clock()}
            tx.run(sa.insert(teams), row)
            note(tx, self._clock(), actor, "team.made", team=free)
            tx.ring(CHANGED)
            return free

        try:
            return await self._db.write(work)
        except sa.exc.IntegrityError:
            raise NameTaken(f"there is a team called {name}", name=name or "") from None

    async def change(
        self,
        team: str,
        actor: str,
        *,
        name: str | None = None,
        members: Collection[UUID] | None = None,
    ) -> None:
        """Give it another name, or these members and no others; its handle stays."""

        def work(tx: Tx) -> None:
            this = teams.c.id == team
            if tx.one(sa.select(teams.c.id).where(this).with_for_update()) is None:
                raise NotFound(f"there is no team {team}", "no_team")
            if name is not None:
                _rename(tx, team, " ".join(name.split()))
            if members is not None:
                before, after = _members_of(tx, team), set(members)
                _set_members(tx, team, after)
                for action, some in (("joined", after - before), ("left", before - after)):
                    for one in sorted(some):
                        note(tx, self._clock(), actor, f"team.{action}", one, team=team)
            if name is not None:
                note(tx, self._clock(), actor, "team.renamed", team=team, name=name)
            tx.ring(CHANGED)

        try:
            await self._db.write(work)
        except sa.exc.IntegrityError:
            raise NameTaken(f"there is a team called {name}", name=name or "") from None

    async def limit(self, agent: UUID, actor: str, *, limited: bool) -> None:
        """From now on they see the tickets of their teams and their own only; or all again."""
        mine = sa.update(agents).where(agents.c.id == agent).values(limited=limited)

        def work(tx: Tx) -> None:
            if tx.run(mine).rowcount == 0:
                raise NotFound("there is no such agent", "no_agent")
            action = "agent.limited" if limited else "agent.unlimited"
            note(tx, self._clock(), actor, action, agent)
            tx.ring(CHANGED)

        await self._db.write(work)


def _called(name: str) -> sa.ColumnElement[bool]:
    return sa.func.lower(teams.c.name) == name.lower()


def _free(tx: Tx, handle: str) -> str:
    taken = {row.id for row in tx.all(sa.select(teams.c.id))}
    numbered = (f"{handle}-{n}" for n in range(2, len(taken) + 3))
    return handle if handle not in taken else next(one for one in numbered if one not in taken)


def _rename(tx: Tx, team: str, name: str) -> None:
    if not name:
        raise NoName("a team has a name")
    if tx.one(sa.select(teams.c.id).where(_called(name), teams.c.id != team)) is not None:
        raise NameTaken(f"there is a team called {name}", name=name)
    tx.run(sa.update(teams).where(teams.c.id == team).values(name=name))


def _members_of(tx: Tx, team: str) -> set[UUID]:
    mine = sa.select(team_members.c.agent).where(team_members.c.team == team)
    return {row.agent for row in tx.all(mine)}


def _set_members(tx: Tx, team: str, members: set[UUID]) -> None:
    found = {row.id for row in tx.all(sa.select(agents.c.id).where(agents.c.id.in_(members)))}
    if found != members:
        raise NotFound("there is no such agent", "no_agent")
    tx.run(sa.delete(team_members).where(team_members.c.team == team))
    if members:
        rows = [{"team": team, "agent": one} for one in sorted(members)]
        tx.run(sa.insert(team_members), rows)
