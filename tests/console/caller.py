"""Whoever calls the API: a script with a token, a browser with a cookie, or a stranger."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp.test_utils import BaseTestServer

from app.bootstrap import House
from tests.tickets.desk import Desk
from tickets.commands.actor import Actor


@dataclasses.dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:  # noqa: ANN401
        """As JSON."""
        return json.loads(self.text)

    @property
    def is_problem(self) -> bool:
        """Whether it is a problem document that names its own status."""
        kind = self.headers["Content-Type"].partition(";")[0]
        return kind == "application/problem+json" and self.body["status"] == self.status


@dataclasses.dataclass(frozen=True)
class Caller:
    """Someone with these headers."""

    server: BaseTestServer
    http: aiohttp.ClientSession
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)

    async def get(self, path: str, **params: str | int) -> Answer:
        """Read something."""
        return await self.call("GET", path, params=params)

    async def post(self, path: str, body: object = None, **headers: str) -> Answer:
        """Send JSON; an empty object when nothing is said."""
        return await self.call("POST", path, json={} if body is None else body, headers=headers)

    async def call(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **more: Any  # noqa: ANN401
    ) -> Answer:  # fmt: skip
        """Send whatever it is."""
        url = self.server.make_url(path)
        both = {**self.headers, **(headers or {})}
        async with self.http.request(
            method, url, headers=both, allow_redirects=False, **more
        ) as response:
            text = (await response.read()).decode("utf-8", "replace")
            return Answer(status=response.status, headers=response.headers, text=text)


@dataclasses.dataclass(frozen=True)
class Office:
    """The web application on loopback, the desk behind it, and ways to call it."""

    house: House
    server: BaseTestServer
    http: aiohttp.ClientSession
    desk: Desk

    @property
    def origin(self) -> str:
        """Where our own pages come from."""
        return str(self.server.make_url("/")).rstrip("/")

    def stranger(self, **headers: str) -> Caller:
        """Nobody we know."""
        return Caller(self.server, self.http, headers)

    async def script(self, who: Actor) -> Caller:
        """A script of this agent, with a token."""
        token = await self.house.people.create_token(f"{who.name.lower()}@kantor.id", "skrip")
        return self.stranger(Authorization=f"Bearer {token}")
