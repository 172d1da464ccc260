"""A provider of access tokens for tests, as Google and Microsoft have one (RFC 6749, RFC 7662)."""

import contextlib
import dataclasses
import itertools
from collections.abc import AsyncIterator
from typing import Literal

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclasses.dataclass
class Provider:
    """Whom it lets in, and how it behaves from now on."""

    user: str = "warga1@kantor.example"
    client: str = "tanya-klien"
    secret: str = "rahasia-klien"
    refresh: str = "segar-1"
    rotates: bool = False  # each refresh token is good for one use, as Microsoft advises
    lasts: int = 3600  # seconds
    mode: Literal["fair", "down", "nonsense"] = "fair"
    asked: list[dict[str, str]] = dataclasses.field(default_factory=list)
    good: set[str] = dataclasses.field(default_factory=set)
    numbers: "itertools.count[int]" = dataclasses.field(default_factory=lambda: itertools.count(1))
    url: str = ""

    async def token(self, request: web.Request) -> web.Response:
        """Give an access token for a refresh token, or to an application of its own."""
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.asked.append(form)
        if self.mode == "down":
            return web.Response(status=503, text="<html>sibuk</html>")
        if self.mode == "nonsense":
            return web.Response(text="<html>masuk dulu</html>")
        if (form.get("client_id"), form.get("client_secret")) != (self.client, self.secret):
            return web.json_response({"error": "invalid_client"}, status=401)
        person = form["grant_type"] == "refresh_token"
        if person and form.get("refresh_token") != self.refresh:
            told = {"error": "invalid_grant", "error_description": "Token has been revoked."}
            return web.json_response(told, status=400)
        number = next(self.numbers)
        access = f"kunci-{number}"
        self.good.add(access)
        answer: dict[str, object] = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": self.lasts,
        }
        if person and self.rotates:
            self.refresh = f"segar-{number + 1}"
            answer["refresh_token"] = self.refresh
        return web.json_response(answer)

    async def introspect(self, request: web.Request) -> web.Response:
        """Say to the mail server whose a token is."""
        token = str((await request.post()).get("token", ""))
        active = token in self.good
        return web.json_response({"active": active, "username": self.user if active else ""})


@contextlib.asynccontextmanager
async def provider() -> AsyncIterator[Provider]:
    """Run one for as long as the block lasts."""
    state = Provider()
    app = web.Application()
    app.router.add_post("/token", state.token)
    app.router.add_post("/introspect", state.introspect)
    async with TestServer(app) as server:
        state.url = str(server.make_url("")).rstrip("/")
        yield state
