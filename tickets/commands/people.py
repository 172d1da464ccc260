"""Who works here, and how they prove it: passwords, browser sessions, API tokens."""

import asyncio
import dataclasses
import datetime as dt
import hashlib
import secrets
from uuid import UUID

import argon2
import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.case import NewId, NotFound
from tickets.domain.access import Role, Sight, sight
from tickets.store import agents, api_tokens, team_members, web_sessions

SESSION_LENGTH = dt.timedelta(hours=12)
SHORTEST_PASSWORD = 10


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Someone who works at the desk."""

    id: UUID
    email: str
    name: str
    role: Role
    limited: bool = False  # sees the tickets of their teams and their own, and no others
    teams: frozenset[str] = frozenset()

    @property
    def sight(self) -> Sight:
        """What they see."""
        return sight(self.id, self.role, limited=self.limited, teams=self.teams)


class AlreadyThere(Exception):
    """An agent with this address exists."""


class PasswordTooShort(Exception):
    """Too easy to guess."""


class PeopleCommands:
    """The desk's register."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id
        self._hasher = argon2.PasswordHasher()
        self._decoy = self._hasher.hash(secrets.token_hex())  # so that no answer is faster

    async def add(self, *, email: str, name: str, role: Role, password: str) -> Agent:
        """Add an agent; raise `AlreadyThere` or `PasswordTooShort`."""
        if len(password) < SHORTEST_PASSWORD:
            raise PasswordTooShort(f"a password has at least {SHORTEST_PASSWORD} characters")
        agent = Agent(id=self._new_id(), email=email.strip().lower(), name=name, role=role)
        digest = await asyncio.to_thread(self._hasher.hash, password)
        row = {"id": agent.id, "email": agent.email, "name": name, "role": role}
        row |= {"password": digest, "active": True, "created_at": self._clock()}
        try:
            await self._db.write(lambda tx: tx.run(sa.insert(agents), row))
        except sa.exc.IntegrityError:
            raise AlreadyThere(f"there is an agent with the address {agent.email}") from None
        return agent

    async def any_agent(self) -> bool:
        """Whether anyone works here yet."""
        return await self._db.read(lambda tx: tx.one(sa.select(agents.c.id).limit(1))) is not None

    async def sign_in(self, email: str, password: str) -> tuple[Agent, str] | None:
        """The agent and a session token; None when the pair is not right."""
        which = (agents.c.email == email.strip().lower()) & agents.c.active
        row = await self._db.read(lambda tx: tx.one(sa.select(agents).where(which)))
        right = await asyncio.to_thread(
            self._matches, row.password if row else self._decoy, password
        )
        if row is None or not right:
            return None
        known, token, now = row, secrets.token_urlsafe(32), self._clock()
        session = {
            "digest": _digest(token),
            "agent": row.id,
            "created_at": now,
            "expires_at": now + SESSION_LENGTH,
        }

        def work(tx: Tx) -> Agent:
            tx.run(sa.insert(web_sessions), session)
            return _agent(tx, known)

        return await self._db.write(work), token

    async def sign_out(self, token: str) -> None:
        """End a browser session."""
        mine = web_sessions.c.digest == _digest(token)
        await self._db.write(lambda tx: tx.run(sa.delete(web_sessions).where(mine)))

    async def forget_expired(self) -> int:
        """Remove browser sessions that are over; how many there were."""
        over = web_sessions.c.expires_at <= self._clock()
        return await self._db.write(lambda tx: tx.run(sa.delete(web_sessions).where(over)).rowcount)

    async def by_session(self, token: str) -> Agent | None:
        """Whose browser session it is."""
        alive = web_sessions.c.expires_at > self._clock()
        return await self._who(web_sessions.c.digest == _digest(token), alive, web_sessions)

    async def by_token(self, token: str) -> Agent | None:
        """Whose API token it is."""
        return await self._who(api_tokens.c.digest == _digest(token), sa.true(), api_tokens)

    async def sight(self, agent: UUID) -> Sight | None:
        """What an agent sees now; None when they do not work here any more."""
        which = sa.select(agents).where(agents.c.id == agent, agents.c.active)

        def work(tx: Tx) -> Sight | None:
            row = tx.one(which)
            return _agent(tx, row).sight if row is not None else None

        return await self._db.read(work)

    async def create_token(self, email: str, name: str) -> str:
        """A new API token for an agent; this is the only time it is seen."""
        token = secrets.token_urlsafe(32)

        def work(tx: Tx) -> None:
            agent = tx.value(sa.select(agents.c.id).where(agents.c.email == email.lower()))
            if agent is None:
                raise NotFound(f"there is no agent with the address {email}")
            row = {"digest": _digest(token), "agent": agent, "name": name}
            tx.run(sa.insert(api_tokens), row | {"created_at": self._clock()})

        await self._db.write(work)
        return token

    async def _who(
        self, which: sa.ColumnElement[bool], alive: sa.ColumnElement[bool], table: sa.Table
    ) -> Agent | None:
        query = (
            sa.select(agents)
            .join_from(table, agents, table.c.agent == agents.c.id)
            .where(which, alive, agents.c.active)
        )

        def work(tx: Tx) -> Agent | None:
            row = tx.one(query)
            return _agent(tx, row) if row is not None else None

        return await self._db.read(work)

    def _matches(self, digest: str, password: str) -> bool:
        try:
            return self._hasher.verify(digest, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False


def _agent(tx: Tx, row: sa.Row[tuple[object, ...]]) -> Agent:
    m = team_members.c
    mine = tx.all(sa.select(m.team).where(m.agent == row.id))
    return Agent(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        limited=row.limited,
        teams=frozenset(one.team for one in mine),
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
