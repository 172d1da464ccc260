"""A citizen in a browser: what was written is kept until it is stored, and the page comes back.

It behaves as the widget does (``channels/livechat/widget``), only so many times as fast.
"""

import asyncio
import random
import uuid
from typing import Any

import aiohttp

from tests.peers.citizen import Citizen

_WELCOME_WITHIN, _ACK_WITHIN, _STEADY_AFTER = 10.0, 15.0, 5.0  # seconds, as in the widget
_PING_AFTER = 20.0  # of silence
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0


class _Silent(Exception):
    """Nobody seems to be there."""


class Visitor(Citizen):
    """One chat; ``haste``: how much faster than a widget it gives up and comes back."""

    def __init__(self, dice: random.Random, *, haste: float = 10.0) -> None:
        super().__init__()
        self.outbox: dict[str, str] = {}  # text by client id, in the order of writing
        self.said: dict[str, str] = {}  # all of them
        self.visits = 0
        self.posted = 0
        self._dice, self._haste = dice, haste
        self._attempt = 0
        self._welcomed = False
        self._heard = 0.0  # when anything came
        self._answered = 0.0  # when what was posted was last acknowledged
        self._stirred = asyncio.Event()

    def say(self, text: str) -> None:
        """Write; it is sent once there is a connection, and again until it is acknowledged."""
        client_id = str(uuid.UUID(int=self._dice.getrandbits(128), version=4))
        self.outbox[client_id] = self.said[client_id] = text
        self._stirred.set()

    async def stay(self, base: str) -> None:
        """Be there, whatever happens to the connection, until cancelled."""
        while True:
            try:
                await self._visit(base)
            except* (OSError, aiohttp.ClientError, TimeoutError, _Silent):
                pass
            ceiling = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**self._attempt)
            self._attempt = min(self._attempt + 1, 10)
            await asyncio.sleep(ceiling * (1 + self._dice.random()) / 2 / self._haste)

    async def _visit(self, base: str) -> None:
        self._welcomed = False
        self.visits += 1
        since = _now()
        async with asyncio.timeout(_WELCOME_WITHIN / self._haste) as limit, self.online(base):
            while not self._welcomed and not self.gone:
                await self._next_stir(_WELCOME_WITHIN)
            limit.reschedule(None)
            await self._talk(since)

    async def _talk(self, since: float) -> None:
        posted: set[str] = set()
        pinged = False
        while not self.gone:
            await self._post(posted)
            if not await self._next_stir(_PING_AFTER):
                if pinged:
                    raise _Silent
                await self.send({"type": "ping"})
            pinged = self._heard < _now() - _PING_AFTER / self._haste
            if self.outbox and self._answered < _now() - _ACK_WITHIN / self._haste:
                raise _Silent
            if _now() - since > _STEADY_AFTER / self._haste:
                self._attempt = 0

    async def _post(self, posted: set[str]) -> None:
        for client_id, text in list(self.outbox.items()):
            if client_id not in posted:
                posted.add(client_id)
                self.posted += 1
                self._answered = _now()
                await self.write(text, client_id)

    async def _next_stir(self, within: float) -> bool:
        """Whether anything came, or was written, within so many seconds of a widget."""
        try:
            async with asyncio.timeout(within / self._haste):
                await self._stirred.wait()
        except TimeoutError:
            return False
        self._stirred.clear()
        return True

    def _take(self, frame: dict[str, Any]) -> None:
        known = self.acks.get(frame.get("client_id", ""))
        super()._take(frame)
        self._heard = _now()
        match frame["type"]:
            case "welcome":
                self._welcomed = True
            case "ack":
                assert known in {None, frame["seq"]}, "another receipt than the first time"
                self._answered = self._heard
                self.outbox.pop(frame["client_id"], None)
            case "message":
                self.outbox.pop(frame.get("client_id", ""), None)
        self._stirred.set()

    async def _read(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        await super()._read(ws)
        self._stirred.set()


def _now() -> float:
    return asyncio.get_running_loop().time()
