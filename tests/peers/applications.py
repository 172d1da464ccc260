"""A back end of applications on loopback: it keeps docs/applications.md, or breaks it."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiohttp import web

SECRET = "made-up-for-the-tests"
Misbehaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An application, and what its owner may be known by."""

    answer: dict[str, Any]
    checks: frozenset[str]


class ApplicationsServer:
    """``async with ApplicationsServer() as server: … server.url, server.secret``."""

    def __init__(self, *, tells_owners_apart: bool = False) -> None:
        """``tells_owners_apart``: 403 for a wrong owner, as some back ends do."""
        self.secret = SECRET
        self.url = ""
        self.asked: list[dict[str, Any]] = []
        self.instead: Misbehaviour | None = None
        self._kept: dict[str, Kept] = {}
        self._apart = tells_owners_apart
        self._runner: web.AppRunner | None = None

    def keep(
        self, number: str, stage: str, *, email: str, phone: str, since: str = "2026-05-04"
    ) -> dict[str, Any]:
        """Keep an application; the answer may be changed afterwards."""
        answer: dict[str, Any] = {"number": number, "stage": stage, "since": since}
        checks = frozenset({email.partition("@")[0][-4:].lower(), phone[-4:]})
        self._kept[number] = Kept(answer=answer, checks=checks)
        return answer

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/desk/applications/lookup", self._look_up)
        app.router.add_route("*", "/{elsewhere:.*}", self._elsewhere)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/desk"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _look_up(self, request: web.Request) -> web.StreamResponse:
        if self.instead is not None:
            self.asked.append({})
            return await self.instead(request)
        if request.headers.get("Authorization") != f"Bearer {self.secret}":
            return web.json_response({"error": "unauthorized"}, status=401)
        asked = await request.json()
        self.asked.append(asked)
        kept = self._kept.get(asked["number"])
        if kept is not None and asked["owner_check"] in kept.checks:
            return web.json_response(kept.answer)
        if kept is not None and self._apart:
            return web.json_response({"error": "not_owner"}, status=403)
        return web.json_response({"error": "not_found"}, status=404)

    async def _elsewhere(self, request: web.Request) -> web.StreamResponse:
        self.asked.append({"path": request.path})
        return web.Response(status=404, text="<html>nothing here</html>", content_type="text/html")


def says(status: int, body: bytes = b"", **headers: str) -> Misbehaviour:
    """Answer with this, whatever is asked."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body, headers=headers)

    return answer


async def hangs(_: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.sleep(3600)
    raise AssertionError


async def trickles(request: web.Request) -> web.StreamResponse:
    """Begin well, and go on for ever."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.02)


async def floods(request: web.Request) -> web.StreamResponse:
    """Send without end, as fast as it is taken."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" " * 65536)


async def resets(request: web.Request) -> web.StreamResponse:
    """Close the connection without a word."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()
