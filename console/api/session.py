"""Signing in and out."""

import math
import time
from typing import Any

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204

from console import presenter
from console.api.base import View, answer
from console.auth import AGENT, COOKIE, DOOR, came, owed, signed_in
from console.schemas import Credentials, SessionOut
from runtime.pace import Paces
from tickets.commands.people import SESSION_LENGTH, Agent
from tickets.commands.signing_in import Locked

PACES: web.AppKey[Paces] = web.AppKey("sign-in paces", Paces)  # by address
SECURE: web.AppKey[bool] = web.AppKey("secure cookies", bool)


class SessionView(View):
    """``/api/v1/session``."""

    async def post(self, body: Credentials) -> r200[SessionOut]:
        """Sign in: sets a cookie."""
        pace = self.request.app[PACES].of(self.request.remote or "")
        if not pace.allows(time.monotonic()):
            raise Locked(math.ceil(pace.wait))
        agent, token = await self.request.app[DOOR].sign_in(
            body.email, body.password, code=body.code, came=came(self.request)
        )
        response = answer(self._session(agent))
        response.set_cookie(
            COOKIE, token, httponly=True, samesite="Strict", path="/",
            secure=self.request.app[SECURE], max_age=int(SESSION_LENGTH.total_seconds()),
        )  # fmt: skip
        return response

    async def get(self) -> r200[SessionOut]:
        """Say who is signed in."""
        agent = await signed_in(self.request)
        if agent is None:
            raise web.HTTPUnauthorized(text="please sign in")
        return answer(self._session(agent))

    async def delete(self) -> r204[Any]:
        """Sign out."""
        if cookie := self.request.cookies.get(COOKIE):
            await self.request.app[AGENT].sign_out(cookie)
        response = web.Response(status=204)
        response.del_cookie(COOKIE, path="/")
        return response

    def _session(self, agent: Agent) -> SessionOut:
        owes = [debt.value for debt in owed(self.request, agent)]
        return SessionOut.model_validate({"agent": presenter.agent(agent), "owes": owes})
