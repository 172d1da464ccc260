"""The live socket: the event log from a cursor on, then as it grows; and what colleagues do."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from console.auth import SIGNED_IN
from console.colleagues import TOPIC, AtWork, Seat
from console.ended import close_when_ended
from console.presenter import event
from runtime.bus import Bell, Bus
from tickets.commands import attendance, teams
from tickets.commands.canned import PREPARED
from tickets.commands.fields import FIELDS
from tickets.queries import BadCursor, CursorTooOld, Queries

AT_WORK: web.AppKey[AtWork] = web.AppKey("at_work", AtWork)
_LOOK_AGAIN = 15.0  # seconds, should a ring be lost
_SLOWEST_SEND = 20.0
_CHANGED = attendance.CHANGED, teams.CHANGED, PREPARED, FIELDS  # what is to be read again
_TOPICS = "events", "typing:*", f"{TOPIC}:*", *_CHANGED


class Live:
    """``GET /api/v1/live?after=CURSOR``."""

    def __init__(self, queries: Queries, bus: Bus) -> None:
        self._queries, self._bus = queries, bus
        self._open: set[web.WebSocketResponse] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until either side ends it."""
        desk, agent = request.app[AT_WORK], request[SIGNED_IN]
        seat = Seat(agent, self._queries, desk)
        await seat.take()
        ws = web.WebSocketResponse(heartbeat=25, max_msg_size=4096)
        await ws.prepare(request)
        self._open.add(ws)
        try:
            mine = f"draft:{agent.id.hex}:*"
            async with self._bus.listen(*_TOPICS, mine) as bell, asyncio.TaskGroup() as group:
                await seat.look_again()  # what changed before we listened
                after = request.query.get("after")
                tasks = [
                    group.create_task(self._follow(ws, bell, seat, after)),
                    group.create_task(seat.sit()),
                    group.create_task(close_when_ended(request, ws, self._bus)),
                ]
                async for said in ws:
                    if said.type is WSMsgType.TEXT:
                        await seat.hear(said.data)
                for task in tasks:
                    task.cancel()
        except* (ConnectionError, TimeoutError):
            pass
        finally:
            self._open.discard(ws)
            await seat.leave()  # however it ended
            await ws.close()
        return ws

    async def close(self) -> None:
        """Tell every console to come back soon."""
        async with asyncio.TaskGroup() as group:
            for ws in list(self._open):
                group.create_task(ws.close(code=WSCloseCode.SERVICE_RESTART, drain=False))

    async def _follow(
        self, ws: web.WebSocketResponse, bell: Bell, seat: Seat, after: str | None
    ) -> None:
        cursor = after or await self._queries.latest(seat.eyes)
        ready = False
        while not ws.closed:
            try:
                cursor = await self._send_all(ws, seat, cursor)
            except (BadCursor, CursorTooOld):
                cursor = await self._queries.latest(seat.eyes)
                await _send(ws, {"type": "resync"})
                ready = False
            if not ready:
                await _send(ws, {"type": "ready", "id": cursor})
                ready = True
            ready = not await self._changed(ws, bell, seat)

    async def _changed(self, ws: web.WebSocketResponse, bell: Bell, seat: Seat) -> bool:
        """Wait until the log is to be read; whether it is another that this agent sees now."""
        while await bell.wait(_LOOK_AGAIN):
            heard = bell.heard()
            if "events" in heard:
                seat.forget()
            late = teams.CHANGED in heard or seat.looked_long_ago
            other = late and await seat.look_again()
            await _show(ws, seat, heard)
            if "events" in heard or not heard or other:
                return other
        return await seat.look_again()

    async def _send_all(self, ws: web.WebSocketResponse, seat: Seat, cursor: str) -> str:
        while True:
            seen = await self._queries.seen(seat.eyes, cursor)
            for number in seen.gone:
                await _send(ws, {"type": "gone", "ticket": number})
            for one in seen.events:
                await _send(ws, event(one))
            if seen.cursor is None:
                return cursor
            cursor = seen.cursor


async def _show(ws: web.WebSocketResponse, seat: Seat, heard: Iterable[str]) -> None:
    """What is no event: it is shown now, or never."""
    for topic in heard:
        about, _, rest = topic.partition(":")
        if about == "typing" and await seat.sees(rest):
            await _send(ws, {"type": "typing", "ticket": rest})
        elif about == "draft":  # one's own
            await _send(ws, {"type": "draft", "ticket": rest.partition(":")[2]})
        elif about in _CHANGED:
            await _send(ws, {"type": about})
    for frame in await seat.told(heard):
        await _send(ws, frame)


async def _send(ws: web.WebSocketResponse, frame: dict[str, Any]) -> None:
    async with asyncio.timeout(_SLOWEST_SEND):
        await ws.send_str(json.dumps(frame, ensure_ascii=False))
