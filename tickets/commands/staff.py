"""What administrators do about those who work here."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.account import drop_factor, end_sessions
from tickets.commands.admin_log import note
from tickets.commands.agents import ring_chats
from tickets.commands.case import NewId, NotFound, open_case
from tickets.commands.people import Agent, PeopleCommands
from tickets.commands.teams import CHANGED
from tickets.digests import account_key
from tickets.domain.access import Role
from tickets.domain.lifecycle import LIVE, Handler, Verb
from tickets.domain.marks import normals
from tickets.domain.refusal import Refusal
from tickets.passwords import Passwords
from tickets.store import agents, api_tokens, sign_in_failures, tickets


class LastAdmin(Refusal):
    """Nobody could manage agents any more."""


class Oneself(Refusal):
    """That is for another administrator to do."""


class StaffCommands:
    """An administrator's hands; ``actor`` is a label of the log: ``agent:<id>`` or ``operator``.

    Each call is one transaction; `NotFound`, `LastAdmin` and `Oneself` say why not.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        new_id: NewId,
        people: PeopleCommands,
        passwords: Passwords,
    ) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id
        self._people, self._passwords = people, passwords

    async def find(self, email: str) -> UUID:
        """Who has this address; raise `NotFound`."""
        which = agents.c.email == email.strip().lower()
        found: UUID | None = await self._db.read(
            lambda tx: tx.value(sa.select(agents.c.id).where(which))
        )
        if found is None:
            raise NotFound(f"there is no agent with the address {email}")
        return found

    async def add(self, *, email: str, name: str, role: Role, actor: str) -> tuple[Agent, str]:
        """Someone new, and a password for their first time; raise `AlreadyThere`."""
        password = self._passwords.made_up()
        agent = await self._people.add(
            email=email, name=name, role=role, password=password, must_change=True, actor=actor
        )
        return agent, password

    async def change(
        self,
        agent: UUID,
        actor: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        languages: Sequence[str] | None = None,
        skills: Sequence[str] | None = None,
    ) -> None:
        """Give them another name or role, or say what they speak and know; raises `BadTag`."""

        def work(tx: Tx, row: sa.Row[Any]) -> None:
            new: dict[str, Any] = {} if name is None else {"name": name}
            if languages is not None:
                new["languages"] = sorted(set(languages))
            if skills is not None:
                new["skills"] = sorted(normals(skills))
            if role is not None and role != row.role:
                _not_oneself(actor, agent)
                if row.role == Role.ADMIN:
                    _another_admin(tx, agent)
                new["role"] = role
            if new:
                tx.run(sa.update(agents).where(agents.c.id == agent).values(new))
                about = {"role": str(role)} if "role" in new else {}
                tx.ring(CHANGED)  # what they see may be something else now
                note(tx, self._clock(), actor, "agent.changed", agent, **about)

        await self._about(agent, work)

    async def deactivate(self, agent: UUID, actor: str) -> int:
        """They cannot come in any more, nor their scripts; how many tickets went to the queue."""

        def work(tx: Tx, row: sa.Row[Any]) -> int:
            _not_oneself(actor, agent)
            if not row.active:
                return 0
            if row.role == Role.ADMIN:
                _another_admin(tx, agent)
            tx.run(sa.update(agents).where(agents.c.id == agent).values(active=False))
            end_sessions(tx, agent)
            tx.run(sa.delete(api_tokens).where(api_tokens.c.agent == agent))
            count = self._release_all(tx, agent, actor)
            note(tx, self._clock(), actor, "agent.deactivated", agent, tickets=count)
            tx.ring(CHANGED)
            return count

        count: int = await self._about(agent, work)
        return count

    async def activate(self, agent: UUID, actor: str) -> None:
        """They work here again, with the password they had."""

        def work(tx: Tx, row: sa.Row[Any]) -> None:
            if not row.active:
                tx.run(sa.update(agents).where(agents.c.id == agent).values(active=True))
                note(tx, self._clock(), actor, "agent.activated", agent)
                tx.ring(CHANGED)

        await self._about(agent, work)

    async def reset_password(
        self, agent: UUID, actor: str, password: str | None = None, *, must_change: bool = True
    ) -> str:
        """A password for one time, made up unless it is given; all their sessions end."""
        _not_oneself(actor, agent)
        new = self._passwords.made_up() if password is None else password
        digest = await self._passwords.hashed(new)

        def work(tx: Tx, row: sa.Row[Any]) -> None:
            mine = sa.update(agents).where(agents.c.id == agent)
            tx.run(mine.values(password=digest, must_change=must_change))
            end_sessions(tx, agent)
            _unlock(tx, row.email)
            note(tx, self._clock(), actor, "password.reset", agent)

        await self._about(agent, work)
        return new

    async def reset_factor(self, agent: UUID, actor: str) -> None:
        """They lost their authenticator; whoever has to have one sets up another."""

        def work(tx: Tx, _: sa.Row[Any]) -> None:
            _not_oneself(actor, agent)
            drop_factor(tx, agent, actor, self._clock())
            end_sessions(tx, agent)

        await self._about(agent, work)

    async def unlock(self, agent: UUID, actor: str) -> None:
        """Forget their failures to sign in."""

        def work(tx: Tx, row: sa.Row[Any]) -> None:
            _unlock(tx, row.email)
            note(tx, self._clock(), actor, "agent.unlocked", agent)

        await self._about(agent, work)

    async def end_sessions(self, agent: UUID, actor: str) -> None:
        """They have to sign in again, everywhere."""

        def work(tx: Tx, _: sa.Row[Any]) -> None:
            note(tx, self._clock(), actor, "sessions.ended", agent, count=end_sessions(tx, agent))

        await self._about(agent, work)

    async def _about(self, agent: UUID, work: Callable[[Tx, sa.Row[Any]], Any]) -> Any:  # noqa: ANN401
        def whole(tx: Tx) -> Any:  # noqa: ANN401
            locked = sa.select(agents).where(agents.c.id == agent)
            row = tx.one(locked.with_for_update(key_share=True))
            if row is None:
                raise NotFound("there is no such agent", "no_agent")
            return work(tx, row)

        return await self._db.write(whole)

    def _release_all(self, tx: Tx, agent: UUID, actor: str) -> int:
        """Back to the queue with what they work on; the log tells the other consoles."""
        t = tickets.c
        mine = sa.select(t.id).where(t.agent == agent, t.status.in_(LIVE)).order_by(t.id)
        found = tx.all(mine)
        for row in found:
            case = open_case(tx, row.id, self._clock(), self._new_id)
            if case.standing.handler is Handler.AGENT:
                case.move(Verb.RELEASE)
            case.give(None)
            ring_chats(case)
            case.close(actor)
        return len(found)


def _not_oneself(actor: str, agent: UUID) -> None:
    if actor == f"agent:{agent.hex}":
        raise Oneself("another administrator has to do that for you")


def _another_admin(tx: Tx, agent: UUID) -> None:
    """All administrators are locked: of two who dismiss each other, the second is told."""
    a = agents.c
    admins = sa.select(a.id).where(a.role == Role.ADMIN, a.active).order_by(a.id)
    found = tx.all(admins.with_for_update(key_share=True))
    if not any(row.id != agent for row in found):
        raise LastAdmin("there has to be another administrator")


def _unlock(tx: Tx, email: str) -> None:
    tx.run(sa.delete(sign_in_failures).where(sign_in_failures.c.key == account_key(email)))
