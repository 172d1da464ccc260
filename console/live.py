"""The live socket: the event log from a cursor on, then as it grows."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from aiohttp import WSCloseCode, web

from console.auth import SIGNED_IN
from console.ended import close_when_ended
from console.presenter import event
from runtime.bus import Bell, Bus
from tickets.commands.canned import PREPARED
from tickets.queries import BadCursor, CursorTooOld, Queries

_LOOK_AGAIN = 15.0  # seconds, should a ring be lost
_SLOWEST_SEND = 20.0


class Live:
    """``GET /api/v1/live?after=CURSOR``."""

    def __init__(self, queries: Queries, bus: Bus) -> None:
        self._queries, self._bus = queries, bus
        self._open: set[web.WebSocketResponse] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until either side ends it."""
        ws = web.WebSocketResponse(heartbeat=25, max_msg_size=4096)
        await ws.prepare(request)
        self._open.add(ws)
        try:
            mine = f"draft:{request[SIGNED_IN].id.hex}:*"
            topics = "events", "typing:*", mine, PREPARED
            async with self._bus.listen(*topics) as bell, asyncio.TaskGroup() as group:
                follow = group.create_task(self._follow(ws, bell, request.query.get("after")))
                ends = group.create_task(close_when_ended(request, ws, self._bus))
                async for _ in ws:
                    pass  # nothing is expected from the console
                follow.cancel()
                ends.cancel()
        except* (ConnectionError, TimeoutError):
            pass
        finally:
            self._open.discard(ws)
            await ws.close()
        return ws

    async def close(self) -> None:
        """Tell every console to come back soon."""
        async with asyncio.TaskGroup() as group:
            for ws in list(self._open):
                group.create_task(ws.close(code=WSCloseCode.SERVICE_RESTART, drain=False))

    async def _follow(self, ws: web.WebSocketResponse, bell: Bell, after: str | None) -> None:
        cursor = after or await self._queries.latest()
        ready = False
        while not ws.closed:
            try:
                cursor = await self._send_all(ws, cursor)
            except (BadCursor, CursorTooOld):
                cursor = await self._queries.latest()
                await _send(ws, {"type": "resync"})
                ready = False
            if not ready:
                await _send(ws, {"type": "ready", "id": cursor})
                ready = True
            while await bell.wait(_LOOK_AGAIN):
                heard = bell.heard()
                await _show_typing(ws, heard)
                await _show_prepared(ws, heard)
                if "events" in heard or not heard:
                    break

    async def _send_all(self, ws: web.WebSocketResponse, cursor: str) -> str:
        while happened := await self._queries.events(cursor):
            for one in happened:
                await _send(ws, event(one))
            cursor = happened[-1].cursor
        return cursor


async def _show_typing(ws: web.WebSocketResponse, topics: Iterable[str]) -> None:
    for topic in topics:
        about, _, ticket = topic.partition(":")
        if about == "typing":
            await _send(ws, {"type": "typing", "ticket": ticket})


async def _show_prepared(ws: web.WebSocketResponse, topics: Iterable[str]) -> None:
    """Tell of one's own drafts, and of canned responses and macros: these are no events."""
    for topic in topics:
        about, _, rest = topic.partition(":")
        if about == "draft":
            await _send(ws, {"type": "draft", "ticket": rest.partition(":")[2]})
        elif topic == PREPARED:
            await _send(ws, {"type": "prepared"})


async def _send(ws: web.WebSocketResponse, frame: dict[str, Any]) -> None:
    async with asyncio.timeout(_SLOWEST_SEND):
        await ws.send_str(json.dumps(frame, ensure_ascii=False))
