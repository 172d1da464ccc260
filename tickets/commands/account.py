"""What everyone does about their own account: password, second factor, sessions, tokens."""

import dataclasses
import datetime as dt
import secrets
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.admin_log import note
from tickets.commands.case import NotFound
from tickets.commands.people import Agent
from tickets.commands.signing_in import Came, CodeWrong, SignInCommands, Wrong
from tickets.digests import digest_of, name_of
from tickets.domain.refusal import Refusal
from tickets.factor import SecondFactor, digits
from tickets.passwords import Passwords
from tickets.store import agents, api_tokens, recovery_codes, web_sessions


class NotProven(Refusal):
    """What was typed to prove that it is they is not right."""


class NotNow(Refusal):
    """It cannot be done as things are; the sentence says why."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A secret for an authenticator, shown this once."""

    secret: str
    uri: str


class AccountCommands:
    """One's own account.  Each call is a transaction of its own."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        door: SignInCommands,
        passwords: Passwords,
        factor: SecondFactor,
    ) -> None:
        self._db, self._clock, self._door = db, clock, door
        self._passwords, self._factor = passwords, factor

    async def change_password(
        self, agent: Agent, current: str, new: str, *, came: Came, keep: str
    ) -> None:
        """Have another password; all sessions end but that of the token ``keep``.

        Raises `NotProven`, `Locked`, `NotNow` or `PasswordTooShort`.
        """
        await self._prove(agent, current, came)
        if new == current:
            raise NotNow("the new password is the old one", "same_password")
        digest = await self._passwords.hashed(new)

        def work(tx: Tx) -> None:
            mine = sa.update(agents).where(agents.c.id == agent.id)
            tx.run(mine.values(password=digest, must_change=False))
            end_sessions(tx, agent.id, keep=digest_of(keep))
            note(tx, self._clock(), label(agent.id), "password.changed", agent.id)

        await self._db.write(work)

    async def begin_factor(self, agent: Agent, password: str, came: Came) -> Enrolment:
        """A secret to scan; it counts once `confirm_factor` saw a code of it."""
        if not self._door.rule.offered:
            raise NotNow("codes are not in use here", "no_codes_here")
        if agent.has_factor:
            raise NotNow("there is an authenticator already; remove it first", "has_factor")
        await self._prove(agent, password, came)
        secret = self._factor.fresh()
        mine = sa.update(agents).where(agents.c.id == agent.id)
        sealed = self._factor.seal(secret)
        await self._db.write(lambda tx: tx.run(mine.values(totp_pending=sealed)))
        return Enrolment(secret=secret, uri=self._factor.uri(secret, agent.email))

    async def confirm_factor(self, agent: Agent, code: str, *, keep: str) -> list[str]:
        """From now on codes are asked for; the recovery codes, shown this once.

        Other sessions end: they were begun without.  Raises `NotProven` or `NotNow`.
        """
        codes, now = self._factor.recovery_codes(), self._clock()

        def work(tx: Tx) -> None:
            a = agents.c
            sealed = tx.value(sa.select(a.totp_pending).where(a.id == agent.id))
            if sealed is None:
                raise NotNow("begin anew: there is no code to confirm", "begin_anew")
            step = self._factor.step_of(sealed, digits(code), now)
            if step is None:
                raise NotProven("the code is wrong")
            mine = sa.update(agents).where(a.id == agent.id)
            tx.run(mine.values(totp=sealed, totp_pending=None, totp_step=step))
            self._replace_codes(tx, agent.id, codes)
            end_sessions(tx, agent.id, keep=digest_of(keep))
            note(tx, now, label(agent.id), "factor.on", agent.id)

        await self._db.write(work)
        return codes

    async def drop_factor(self, agent: Agent, password: str, code: str, came: Came) -> None:
        """No codes any more; raise `NotNow` where the role needs them, `NotProven`, `Locked`."""
        if self._door.rule.requires(agent.role):
            raise NotNow("your role needs an authenticator", "needs_factor")
        await self._prove(agent, password, came, code)
        await self._db.write(lambda tx: drop_factor(tx, agent.id, label(agent.id), self._clock()))

    async def renew_codes(self, agent: Agent, password: str, code: str, came: Came) -> list[str]:
        """Ten new recovery codes, shown this once; the old ones are worth nothing."""
        if not agent.has_factor:
            raise NotNow("there is no authenticator", "no_factor")
        await self._prove(agent, password, came, code)
        codes = self._factor.recovery_codes()

        def work(tx: Tx) -> None:
            self._replace_codes(tx, agent.id, codes)
            note(tx, self._clock(), label(agent.id), "factor.codes_renewed", agent.id)

        await self._db.write(work)
        return codes

    async def end_session(self, owner: UUID, session: str, actor: str) -> None:
        """End one browser session of ``owner``; raise `NotFound`."""

        def work(tx: Tx) -> None:
            s = web_sessions.c
            which = (s.agent == owner) & _named(s.digest, session)
            if tx.run(sa.delete(web_sessions).where(which)).rowcount == 0:
                raise NotFound("there is no such session; it may have ended", "session_ended")
            tx.ring("sessions")
            note(tx, self._clock(), actor, "session.ended", owner)

        await self._db.write(work)

    async def end_sessions(self, owner: UUID, actor: str, *, keep: str | None = None) -> None:
        """End all of them, but that of the token ``keep``."""

        def work(tx: Tx) -> None:
            count = end_sessions(tx, owner, keep=digest_of(keep) if keep else "")
            note(tx, self._clock(), actor, "sessions.ended", owner, count=count)

        await self._db.write(work)

    async def make_token(self, agent: Agent, name: str, scope: str) -> str:
        """A new API token; this is the only time it is seen.  ``scope``: read or write."""
        token = secrets.token_urlsafe(32)
        row = {"digest": digest_of(token), "agent": agent.id, "name": name, "scope": scope}

        def work(tx: Tx) -> None:
            now = self._clock()
            tx.run(sa.insert(api_tokens), row | {"created_at": now})
            note(tx, now, label(agent.id), "token.made", agent.id, scope=scope)

        await self._db.write(work)
        return token

    async def revoke_token(self, owner: UUID, token: str, actor: str) -> None:
        """It opens nothing any more; raise `NotFound`."""

        def work(tx: Tx) -> None:
            t = api_tokens.c
            which = (t.agent == owner) & _named(t.digest, token)
            if tx.run(sa.delete(api_tokens).where(which)).rowcount == 0:
                raise NotFound("there is no such token; it may have been revoked", "token_revoked")
            tx.ring("sessions")
            note(tx, self._clock(), actor, "token.revoked", owner)

        await self._db.write(work)

    async def _prove(
        self, agent: Agent, password: str, came: Came, code: str | None = None
    ) -> None:
        try:
            await self._door.prove(agent, password, came, code)
        except Wrong:
            raise NotProven("the password is wrong") from None
        except CodeWrong as why:
            raise NotProven(str(why)) from None

    def _replace_codes(self, tx: Tx, agent: UUID, codes: list[str]) -> None:
        tx.run(sa.delete(recovery_codes).where(recovery_codes.c.agent == agent))
        rows = [{"agent": agent, "digest": self._factor.digest(code)} for code in codes]
        tx.run(sa.insert(recovery_codes), rows)


def _named(digest: sa.ColumnElement[str], name: str) -> sa.ColumnElement[bool]:
    return sa.func.substr(digest, 1, len(name_of("0" * 64))) == name


def label(agent: UUID) -> str:
    """How the log names an agent who acts."""
    return f"agent:{agent.hex}"


def end_sessions(tx: Tx, agent: UUID, *, keep: str = "") -> int:
    """End the browser sessions of an agent, but that with the digest ``keep``; how many."""
    s = web_sessions.c
    tx.ring("sessions")
    others = sa.delete(web_sessions).where(s.agent == agent, s.digest != keep)
    return tx.run(others).rowcount


def drop_factor(tx: Tx, agent: UUID, actor: str, now: dt.datetime) -> None:
    """Forget an authenticator and its recovery codes."""
    nothing = {"totp": None, "totp_pending": None, "totp_step": None}
    tx.run(sa.update(agents).where(agents.c.id == agent).values(nothing))
    tx.run(sa.delete(recovery_codes).where(recovery_codes.c.agent == agent))
    note(tx, now, actor, "factor.off", agent)
