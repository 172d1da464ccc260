"""Live chat as a channel: it takes sockets in, and sends by ringing whoever follows the thread."""

import asyncio
from collections.abc import Callable

from aiohttp import WSCloseCode, web

from channels.base import Health, Intake, Refused, State
from channels.livechat.connection import Connection, Surroundings
from channels.livechat.desk import ThreadDesk
from channels.livechat.frames import LARGEST
from channels.livechat.settings import LiveChatSettings
from runtime.bus import Bus
from runtime.pace import Paces
from tickets.domain.traffic import Outbound

_REMEMBERED = 20_000  # sessions
_ADDRESS_LENGTH = 64  # hex digits of a session's digest


class LiveChat:
    """A `channels.base.Channel`; `handle` is mounted in the web application."""

    kind = "livechat"

    def __init__(
        self,
        name: str,
        settings: LiveChatSettings,
        *,
        desk: ThreadDesk,
        bus: Bus,
        monotonic: Callable[[], float],
    ) -> None:
        self.name, self._settings = name, settings
        self._desk, self._bus, self._monotonic = desk, bus, monotonic
        self._intake: Intake | None = None
        self._open: set[web.WebSocketResponse] = set()
        self._paces = Paces(settings.messages_per_minute, remembered=_REMEMBERED)

    @property
    def messages_per_minute(self) -> int:
        """How many one session may write, through whatever door."""
        return self._settings.messages_per_minute

    @property
    def health(self) -> Health:
        """Whether sockets are taken in."""
        if self._intake is None:
            return Health(state=State.STARTING, reason="not running yet")
        return Health(state=State.OK, reason=f"{len(self._open)} connected")

    async def run(self, intake: Intake) -> None:
        """Take messages in until cancelled; then every client is told to come back."""
        self._intake = intake
        try:
            await asyncio.Event().wait()
        finally:
            self._intake = None
            await self.close()

    async def close(self) -> None:
        """Tell every client to come back soon."""
        async with asyncio.TaskGroup() as group:
            for ws in list(self._open):
                group.create_task(ws.close(code=WSCloseCode.SERVICE_RESTART, drain=False))

    async def send(self, out: Outbound) -> str:
        """The message is stored already: have it shown, now or when the citizen is back.

        There is no "not now": whoever holds the socket, in this process or another, follows the
        thread in the store.
        """
        if len(out.to) != _ADDRESS_LENGTH:
            raise Refused("not the address of a chat session")
        self._bus.ring([f"chat:{out.to}"])
        return f"seq:{out.seq}"

    async def check(self) -> str:
        """Nothing to log in to."""
        origins = ", ".join(self._settings.allowed_origins)
        return f"takes sockets from {origins}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """``GET /chat/v1/socket``."""
        self._guard(request)
        if self._intake is None:
            raise web.HTTPServiceUnavailable(text="the live chat is starting")
        ws = web.WebSocketResponse(heartbeat=25, max_msg_size=4 * LARGEST, compress=False)
        await ws.prepare(request)
        self._open.add(ws)
        around = Surroundings(
            channel=self.name, intake=self._intake, desk=self._desk, bus=self._bus,
            monotonic=self._monotonic,
        )  # fmt: skip
        try:
            await Connection(ws, around, self._paces).serve()
        finally:
            self._open.discard(ws)
            await ws.close()
        return ws

    def _guard(self, request: web.Request) -> None:
        allowed = self._settings.allowed_origins
        origin = request.headers.get("Origin")
        if "*" not in allowed and origin is not None and origin not in allowed:
            raise web.HTTPForbidden(text="this origin may not use the live chat")
