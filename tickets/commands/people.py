"""Who works here, and how they prove it from then on: browser sessions and API tokens."""

import dataclasses
import datetime as dt
import secrets
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.admin_log import OPERATOR, note
from tickets.commands.case import NewId, NotFound
from tickets.commands.teams import CHANGED
from tickets.digests import digest_of
from tickets.domain.access import Role, Sight, sight
from tickets.domain.refusal import Refusal
from tickets.passwords import SHORTEST_PASSWORD, Passwords, PasswordTooShort
from tickets.store import agents, api_tokens, team_members, web_sessions

__all__ = ["SHORTEST_PASSWORD", "Agent", "AlreadyThere", "PasswordTooShort", "PeopleCommands"]
SESSION_LENGTH = dt.timedelta(hours=12)
_SEEN_EVERY = dt.timedelta(minutes=1)  # a note of when a session was seen costs a write


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Someone who works at the desk."""

    id: UUID
    email: str
    name: str
    role: Role
    limited: bool = False  # sees the tickets of their teams and their own, and no others
    teams: frozenset[str] = frozenset()  # of who is limited
    must_change: bool = False  # their password was made by somebody else
    has_factor: bool = False
    reads_only: bool = False  # they come with a token that may change nothing

    @property
    def sight(self) -> Sight:
        """What they see."""
        return sight(self.id, self.role, limited=self.limited, teams=self.teams)


class AlreadyThere(Refusal):
    """An agent with this address exists."""


class PeopleCommands:
    """The desk's register."""

    def __init__(
        self, db: Database, clock: Clock, new_id: NewId, passwords: Passwords | None = None
    ) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id
        self._passwords = passwords or Passwords()

    async def add(
        self,
        *,
        email: str,
        name: str,
        role: Role,
        password: str,
        must_change: bool = False,
        actor: str = OPERATOR,
    ) -> Agent:
        """Add an agent; raise `AlreadyThere` or `PasswordTooShort`."""
        agent = Agent(
            id=self._new_id(),
            email=email.strip().lower(),
            name=name,
            role=role,
            must_change=must_change,
        )
        digest = await self._passwords.hashed(password)
        row = {"id": agent.id, "email": agent.email, "name": name, "role": role}
        row |= {"password": digest, "active": True, "created_at": self._clock()}
        row |= {"must_change": must_change}

        def work(tx: Tx) -> None:
            tx.run(sa.insert(agents), row)
            note(tx, self._clock(), actor, "agent.added", agent.id, role=str(role))
            tx.ring(CHANGED)

        try:
            await self._db.write(work)
        except sa.exc.IntegrityError:
            raise AlreadyThere(f"there is an agent with the address {agent.email}") from None
        return agent

    async def any_agent(self) -> bool:
        """Whether anyone works here yet."""
        return await self._db.read(lambda tx: tx.one(sa.select(agents.c.id).limit(1))) is not None

    async def sign_out(self, token: str) -> None:
        """End a browser session."""
        mine = web_sessions.c.digest == digest_of(token)

        def work(tx: Tx) -> None:
            tx.run(sa.delete(web_sessions).where(mine))
            tx.ring("sessions")

        await self._db.write(work)

    async def forget_expired(self) -> int:
        """Remove browser sessions that are over; how many there were."""
        over = web_sessions.c.expires_at <= self._clock()
        return await self._db.write(lambda tx: tx.run(sa.delete(web_sessions).where(over)).rowcount)

    async def by_session(self, token: str) -> Agent | None:
        """Whose browser session it is."""
        alive = web_sessions.c.expires_at > self._clock()
        return await self._who(web_sessions.c.digest == digest_of(token), alive, web_sessions)

    async def by_token(self, token: str) -> Agent | None:
        """Whose API token it is."""
        return await self._who(api_tokens.c.digest == digest_of(token), sa.true(), api_tokens)

    async def sight(self, agent: UUID) -> Sight | None:
        """What an agent sees now; None when they do not work here any more."""
        which = sa.select(agents).where(agents.c.id == agent, agents.c.active)

        def work(tx: Tx) -> Sight | None:
            row = tx.one(which)
            return agent_of(tx, row).sight if row is not None else None

        return await self._db.read(work)

    async def create_token(self, email: str, name: str) -> str:
        """A new API token for an agent; this is the only time it is seen."""
        token = secrets.token_urlsafe(32)

        def work(tx: Tx) -> None:
            agent = tx.value(sa.select(agents.c.id).where(agents.c.email == email.lower()))
            if agent is None:
                raise NotFound(f"there is no agent with the address {email}")
            row = {"digest": digest_of(token), "agent": agent, "name": name}
            tx.run(sa.insert(api_tokens), row | {"created_at": self._clock()})
            note(tx, self._clock(), OPERATOR, "token.made", agent, scope="write")

        await self._db.write(work)
        return token

    async def _who(
        self, which: sa.ColumnElement[bool], alive: sa.ColumnElement[bool], table: sa.Table
    ) -> Agent | None:
        scope = api_tokens.c.scope if table is api_tokens else sa.literal("write")
        query = (
            sa.select(agents, table.c.seen_at, scope.label("scope"))
            .join_from(table, agents, table.c.agent == agents.c.id)
            .where(which, alive, agents.c.active)
        )

        def look(tx: Tx) -> tuple[sa.Row[Any], Agent] | None:
            row = tx.one(query)
            if row is None:
                return None
            return row, agent_of(tx, row, reads_only=row.scope == "read")

        found = await self._db.read(look)
        if found is None:
            return None
        row, agent = found
        now = self._clock()
        if row.seen_at is None or row.seen_at <= now - _SEEN_EVERY:
            seen = sa.update(table).where(which).values(seen_at=now)
            await self._db.write(lambda tx: tx.run(seen))
        return agent


def agent_of(tx: Tx, row: sa.Row[Any], *, reads_only: bool = False) -> Agent:
    """A row of the table as the agent it is about."""
    return Agent(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        limited=row.limited,
        teams=_teams_of(tx, row) if row.limited else frozenset(),
        must_change=row.must_change,
        has_factor=row.totp is not None,
        reads_only=reads_only,
    )


def _teams_of(tx: Tx, row: sa.Row[Any]) -> frozenset[str]:
    mine = sa.select(team_members.c.team).where(team_members.c.agent == row.id)
    return frozenset(one.team for one in tx.all(mine))
