"""Those who work here as administrators see them; sessions, tokens, and the log of changes."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.digests import account_key, digest_of, name_of
from tickets.domain.access import Role
from tickets.domain.lifecycle import LIVE
from tickets.store import (
    admin_log,
    agents,
    api_tokens,
    recovery_codes,
    sign_in_failures,
    tickets,
    web_sessions,
)

_NEWEST = 200  # lines of the log that are shown


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """Someone who works here, or did."""

    id: UUID
    email: str
    name: str
    role: Role
    languages: tuple[str, ...]  # none: whatever the office speaks
    skills: tuple[str, ...]  # tags
    active: bool
    has_factor: bool
    must_change: bool
    locked_seconds: int  # 0: they are not
    sessions: int
    tokens: int
    tickets: int  # that are theirs and not settled
    seen_at: dt.datetime | None
    created_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A browser that is signed in."""

    id: str
    created_at: dt.datetime
    seen_at: dt.datetime | None
    expires_at: dt.datetime
    browser: str
    address: str
    current: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A key of a script; never the key itself."""

    id: str
    name: str
    scope: str
    created_at: dt.datetime
    seen_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """What somebody changed."""

    id: int
    at: dt.datetime
    actor: str  # a name, or operator
    action: str
    agent: str | None  # the name of whom it is about
    facts: Mapping[str, Any]
    reason: str


class PeopleQueries:
    """The read side of who may come in."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def staff(self) -> list[StaffView]:
        """Everyone, those who work here first, by name."""
        return await self._db.read(lambda tx: _staff(tx, self._clock()))

    async def sessions(self, agent: UUID, current: str = "") -> list[SessionView]:
        """The browsers of an agent, seen last first; ``current``: the token of who asks."""
        s = web_sessions.c
        mine = sa.select(web_sessions).where(s.agent == agent, s.expires_at > self._clock())
        latest = sa.func.coalesce(s.seen_at, s.created_at).desc()
        rows = await self._db.read(lambda tx: tx.all(mine.order_by(latest, s.digest)))
        here = digest_of(current) if current else ""
        return [
            SessionView(
                id=name_of(row.digest),
                created_at=row.created_at,
                seen_at=row.seen_at,
                expires_at=row.expires_at,
                browser=row.browser,
                address=row.address,
                current=row.digest == here,
            )
            for row in rows
        ]

    async def tokens(self, agent: UUID) -> list[TokenView]:
        """The keys of an agent's scripts, the newest first."""
        t = api_tokens.c
        mine = sa.select(api_tokens).where(t.agent == agent)
        rows = await self._db.read(lambda tx: tx.all(mine.order_by(t.created_at.desc(), t.digest)))
        return [
            TokenView(
                id=name_of(row.digest),
                name=row.name,
                scope=row.scope,
                created_at=row.created_at,
                seen_at=row.seen_at,
            )
            for row in rows
        ]

    async def recovery_codes(self, agent: UUID) -> int:
        """How many an agent has left."""
        r = recovery_codes.c
        left = sa.select(sa.func.count()).where(r.agent == agent)
        return int(await self._db.read(lambda tx: tx.value(left)))

    async def log(self) -> list[LogLine]:
        """What was changed, the newest first; at most 200."""
        return await self._db.read(_log)


def _staff(tx: Tx, now: dt.datetime) -> list[StaffView]:
    a, s, f = agents.c, web_sessions.c, sign_in_failures.c
    alive = sa.select(s.agent, sa.func.count().label("n")).where(s.expires_at > now)
    sessions = {row.agent: row.n for row in tx.all(alive.group_by(s.agent))}
    last = sa.select(s.agent, sa.func.max(s.seen_at).label("at")).group_by(s.agent)
    seen = {row.agent: row.at for row in tx.all(last)}
    keys = _counted(tx, api_tokens.c.agent, sa.true())
    work = _counted(tx, tickets.c.agent, tickets.c.status.in_(LIVE) & tickets.c.agent.is_not(None))
    until = {row.key: row.until for row in tx.all(sa.select(f.key, f.until).where(f.until > now))}
    rows = tx.all(sa.select(agents).order_by(a.active.desc(), a.name, a.id))

    def locked(row: sa.Row[Any]) -> int:
        end = until.get(account_key(row.email))
        return int((end - now).total_seconds()) + 1 if end is not None else 0

    return [
        StaffView(
            id=row.id,
            email=row.email,
            name=row.name,
            role=Role(row.role),
            languages=tuple(row.languages or ()),
            skills=tuple(row.skills or ()),
            active=row.active,
            has_factor=row.totp is not None,
            must_change=row.must_change,
            locked_seconds=locked(row),
            sessions=sessions.get(row.id, 0),
            tokens=keys.get(row.id, 0),
            tickets=work.get(row.id, 0),
            seen_at=seen.get(row.id),
            created_at=row.created_at,
        )
        for row in rows
    ]


def _counted(
    tx: Tx, agent: sa.ColumnElement[Any], which: sa.ColumnElement[bool]
) -> dict[UUID, int]:
    counted = sa.select(agent.label("agent"), sa.func.count().label("n")).where(which)
    return {row.agent: row.n for row in tx.all(counted.group_by(agent))}


def _log(tx: Tx) -> list[LogLine]:
    names = {row.id: row.name for row in tx.all(sa.select(agents.c.id, agents.c.name))}
    labels = {f"agent:{key.hex}": name for key, name in names.items()}
    newest = sa.select(admin_log).order_by(admin_log.c.id.desc()).limit(_NEWEST)
    return [
        LogLine(
            id=row.id,
            at=row.at,
            actor=labels.get(row.actor, row.actor),
            action=row.action,
            agent=names.get(row.agent),
            facts=row.facts,
            reason=row.reason,
        )
        for row in tx.all(newest)
    ]
