"""One's own account: password, second factor, sessions, tokens."""

import dataclasses
from typing import Any

import segno
from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from console.admin_schemas import (
    CodeIn,
    EnrolmentOut,
    FactorOut,
    NewTokenOut,
    PasswordIn,
    ProofIn,
    RecoveryOut,
    TokenIn,
    TokenOut,
    TokensOut,
    WebSessionOut,
    WebSessionsOut,
)
from console.api.base import View, answer
from console.auth import COOKIE, DOOR, came
from console.schemas import NothingIn
from tickets.commands.account import AccountCommands
from tickets.queries.people import PeopleQueries, SessionView, TokenView

ACCOUNTS: web.AppKey[AccountCommands] = web.AppKey("accounts", AccountCommands)
PEOPLE: web.AppKey[PeopleQueries] = web.AppKey("people_queries", PeopleQueries)
_DONE = 204


class AccountView(View):
    """What the views here share."""

    @property
    def does(self) -> AccountCommands:
        """What one may do about an account."""
        return self.request.app[ACCOUNTS]

    @property
    def reads(self) -> PeopleQueries:
        """The read side."""
        return self.request.app[PEOPLE]

    @property
    def cookie(self) -> str:
        """The token of the browser that asks; empty for a script."""
        return self.request.cookies.get(COOKIE, "")


class MyPasswordView(AccountView):
    """``/api/v1/me/password``."""

    async def post(self, body: PasswordIn) -> r204[Any]:
        """Have another password; one's other sessions end."""
        await self.does.change_password(
            self.agent, body.current, body.new, came=came(self.request), keep=self.cookie
        )
        return web.Response(status=_DONE)


class MyFactorView(AccountView):
    """``/api/v1/me/totp``."""

    async def get(self) -> r200[FactorOut]:
        """Say whether one has an authenticator, and whether one needs one."""
        rule, agent = self.request.app[DOOR].rule, self.agent
        return answer(
            FactorOut(
                on=agent.has_factor,
                offered=rule.offered,
                required=rule.requires(agent.role),
                recovery_codes=await self.reads.recovery_codes(agent.id),
            )
        )

    async def post(self, body: ProofIn) -> r200[EnrolmentOut]:
        """Begin with an authenticator: a secret to scan, shown this once."""
        made = await self.does.begin_factor(self.agent, body.password, came(self.request))
        picture = segno.make_qr(made.uri, error="m").svg_data_uri(scale=5, border=4, light="white")
        return _unkept(EnrolmentOut(secret=made.secret, uri=made.uri, qr=picture))


class MyFactorConfirmView(AccountView):
    """``/api/v1/me/totp/confirm``."""

    async def post(self, body: CodeIn) -> r200[RecoveryOut]:
        """Ask for codes from now on; the recovery codes are shown this once."""
        codes = await self.does.confirm_factor(self.agent, body.code, keep=self.cookie)
        return _unkept(RecoveryOut(codes=codes))


class MyFactorOffView(AccountView):
    """``/api/v1/me/totp/off``."""

    async def post(self, body: ProofIn) -> r204[Any]:
        """Ask for no codes any more."""
        await self.does.drop_factor(self.agent, body.password, body.code, came(self.request))
        return web.Response(status=_DONE)


class MyRecoveryView(AccountView):
    """``/api/v1/me/totp/codes``."""

    async def post(self, body: ProofIn) -> r200[RecoveryOut]:
        """Ten new recovery codes in place of the old ones."""
        where = came(self.request)
        codes = await self.does.renew_codes(self.agent, body.password, body.code, where)
        return _unkept(RecoveryOut(codes=codes))


class MySessionsView(AccountView):
    """``/api/v1/me/sessions``."""

    async def get(self) -> r200[WebSessionsOut]:
        """List the browsers one is signed in with."""
        return answer(sessions_out(await self.reads.sessions(self.agent.id, self.cookie)))


class MySessionsEndView(AccountView):
    """``/api/v1/me/sessions/end``."""

    async def post(self, body: NothingIn) -> r204[Any]:  # noqa: ARG002
        """End all of them but this one."""
        await self.does.end_sessions(self.agent.id, self.actor.label, keep=self.cookie)
        return web.Response(status=_DONE)


class MySessionEndView(AccountView):
    """``/api/v1/me/sessions/{session}/end``."""

    async def post(self, session: str, /, body: NothingIn) -> r204[Any]:  # noqa: ARG002
        """End one of them."""
        await self.does.end_session(self.agent.id, session, self.actor.label)
        return web.Response(status=_DONE)


class MyTokensView(AccountView):
    """``/api/v1/me/tokens``."""

    async def get(self) -> r200[TokensOut]:
        """List the keys of one's scripts."""
        return answer(tokens_out(await self.reads.tokens(self.agent.id)))

    async def post(self, body: TokenIn) -> r201[NewTokenOut]:
        """Make one; it is shown this once."""
        token = await self.does.make_token(self.agent, body.name.strip(), body.scope)
        return _unkept(NewTokenOut(token=token), status=201)


class MyTokenRevokeView(AccountView):
    """``/api/v1/me/tokens/{token}/revoke``."""

    async def post(self, token: str, /, body: NothingIn) -> r204[Any]:  # noqa: ARG002
        """Make it worth nothing."""
        await self.does.revoke_token(self.agent.id, token, self.actor.label)
        return web.Response(status=_DONE)


def sessions_out(found: list[SessionView]) -> WebSessionsOut:
    """Sessions in the shape of the API."""
    return WebSessionsOut(sessions=[WebSessionOut(**dataclasses.asdict(one)) for one in found])


def tokens_out(found: list[TokenView]) -> TokensOut:
    """Tokens in the shape of the API."""
    return TokensOut(tokens=[TokenOut(**dataclasses.asdict(one)) for one in found])


def _unkept(body: Any, *, status: int = 200) -> web.Response:  # noqa: ANN401
    """What is shown once: no cache keeps it."""
    return answer(body, status=status, headers={"Cache-Control": "no-store"})
