"""Signing in: a password, perhaps a code, and patience after failures; tells nobody who exists."""

import dataclasses
import datetime as dt
import math
import secrets

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.http import neighbourhood
from runtime.tables import insert_once
from tickets.commands.people import SESSION_LENGTH, Agent, agent_of
from tickets.digests import account_key, digest_of
from tickets.domain.browsers import family, shortened
from tickets.domain.refusal import Refusal
from tickets.domain.signing_in import (
    FORGOTTEN_AFTER,
    TRIES_OF_ACCOUNT,
    TRIES_OF_ADDRESS,
    FactorRule,
    pause,
)
from tickets.factor import SecondFactor, digits
from tickets.passwords import Passwords
from tickets.store import agents, recovery_codes, sign_in_failures, web_sessions

_DIGITS = 6  # of an authenticator's code; a recovery code is longer


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Where a request came from: its network address, and what the browser says it is."""

    address: str
    browser: str = ""


class Wrong(Refusal):
    """The address or the password, or the code, is not right."""


class CodeNeeded(Refusal):
    """The password is right, and a code is asked for."""


class CodeWrong(Refusal):
    """The code is not right, or was used before."""


class Locked(Refusal):
    """Too many failures; ``seconds`` until the next try is heard."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many tries; try again in {seconds} s", seconds=seconds)
        self.seconds = seconds


class SignInCommands:
    """The door.  Every try is counted before anything is compared."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        passwords: Passwords,
        factor: SecondFactor,
        rule: FactorRule,
    ) -> None:
        self._db, self._clock, self._passwords = db, clock, passwords
        self._factor, self.rule = factor, rule

    async def sign_in(
        self, email: str, password: str, *, came: Came, code: str = ""
    ) -> tuple[Agent, str]:
        """The agent and a session token; raise `Locked`, `Wrong`, `CodeNeeded` or `CodeWrong`."""
        row = await self._right(email, password, came)
        if row.totp is not None and self.rule.offered:
            if not code.strip():
                await self._forgive(email, came)
                raise CodeNeeded("the code of your authenticator is asked for")
            await self._spend(row, code)
        token, now = secrets.token_urlsafe(32), self._clock()
        session = {"digest": digest_of(token), "agent": row.id, "created_at": now, "seen_at": now}
        session |= {"expires_at": now + SESSION_LENGTH, "browser": family(came.browser)}
        session |= {"address": shortened(came.address)}

        def work(tx: Tx) -> Agent:
            _forgive(tx, email, came, whole=True)
            tx.run(sa.insert(web_sessions), session)
            return agent_of(tx, row)

        return await self._db.write(work), token

    async def prove(self, agent: Agent, password: str, came: Came, code: str | None = None) -> None:
        """Make sure that it is still they who sit there; raises as `sign_in` does.

        ``code``: None when none is asked for.
        """
        row = await self._right(agent.email, password, came)
        if code is not None and row.totp is not None:
            await self._spend(row, code)
        await self._forgive(agent.email, came)

    async def forget(self) -> int:
        """Forget failures that count no more; how many there were."""
        over = sign_in_failures.c.at <= self._clock() - FORGOTTEN_AFTER
        delete = sa.delete(sign_in_failures).where(over)
        return await self._db.write(lambda tx: tx.run(delete).rowcount)

    async def _right(self, email: str, password: str, came: Came) -> sa.Row[tuple[object, ...]]:
        now = self._clock()
        await self._db.write(lambda tx: _count(tx, email, came, now))
        which = (agents.c.email == email.strip().lower()) & agents.c.active
        row = await self._db.read(lambda tx: tx.one(sa.select(agents).where(which)))
        right = await self._passwords.matches(row.password if row else None, password)
        if row is None or not right:
            raise Wrong("the address or the password is wrong")
        return row

    async def _spend(self, row: sa.Row[tuple[object, ...]], code: str) -> None:
        """Use up a code of either kind; raise `CodeWrong`."""
        if len(code) > _DIGITS + 2:  # as it may be typed: 123 456
            digest = self._factor.digest(code)
            which = (recovery_codes.c.agent == row.id) & (recovery_codes.c.digest == digest)
            used: sa.Delete | sa.Update = sa.delete(recovery_codes).where(which)
        else:
            step = self._factor.step_of(row.totp, digits(code), self._clock())
            if step is None:
                raise CodeWrong("the code is wrong")
            a = agents.c
            fresh = a.totp_step.is_(None) | (a.totp_step < step)
            used = sa.update(agents).where(a.id == row.id, fresh).values(totp_step=step)
        if await self._db.write(lambda tx: tx.run(used).rowcount) != 1:
            raise CodeWrong("the code is wrong")

    async def _forgive(self, email: str, came: Came) -> None:
        await self._db.write(lambda tx: _forgive(tx, email, came, whole=False))


def _address_key(came: Came) -> str:
    plain = neighbourhood(came.address)
    return f"address:{digest_of(plain)}"


def _count(tx: Tx, email: str, came: Came, now: dt.datetime) -> None:
    """Count a failure ahead of knowing; whoever is right is forgiven.  Raises `Locked`."""
    tries = ((account_key(email), TRIES_OF_ACCOUNT), (_address_key(came), TRIES_OF_ADDRESS))
    for key, free in tries:  # always in this order: two of them wait for each other never
        insert_once(tx.conn, sign_in_failures, key=key, failures=0, at=now)
        mine = sign_in_failures.c.key == key
        row = tx.run(sa.select(sign_in_failures).where(mine).with_for_update()).one()
        if row.until is not None and row.until > now:
            raise Locked(math.ceil((row.until - now).total_seconds()))
        failures = 1 if row.at <= now - FORGOTTEN_AFTER else row.failures + 1
        wait = pause(failures, free)
        more = {"failures": failures, "at": now, "until": now + wait if wait else None}
        tx.run(sa.update(sign_in_failures).where(mine).values(more))


def _forgive(tx: Tx, email: str, came: Came, *, whole: bool) -> None:
    """Take back what `_count` counted; of the account all, when they are in."""
    f = sign_in_failures.c
    less = {"failures": f.failures - 1, "until": None}
    account = f.key == account_key(email)
    if whole:
        tx.run(sa.delete(sign_in_failures).where(account))
    else:
        tx.run(sa.update(sign_in_failures).where(account).values(less))
    tx.run(sa.update(sign_in_failures).where(f.key == _address_key(came)).values(less))
