"""Live chat as a channel: it takes sockets in, and sends by ringing whoever follows the thread."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import WSCloseCode, web

from channels.base import Health, Intake, Refused, State
from channels.livechat import frames
from channels.livechat.around import Surroundings
from channels.livechat.connection import Connection
from channels.livechat.desk import ChatDesk, Elsewhere
from channels.livechat.files import Files, is_allowed, locale_of
from channels.livechat.limits import Limits
from channels.livechat.post import PostDesk
from channels.livechat.settings import LiveChatSettings
from runtime.bus import Bus
from tickets.domain.traffic import Outbound

_ADDRESS_LENGTH = 64  # hex digits of a session's digest
_GOODBYE = 3.0  # seconds that saying goodbye to a client may take
_SOONEST_BACK = 0.5  # seconds
_BACK_A_SECOND = 200  # clients; so many reconnect without a rush
_ENOUGH_TO_SIGN_WITH = 32  # characters


class LiveChat:
    """A `channels.base.Channel`; `mount` puts it into the web application."""

    kind = "livechat"

    def __init__(
        self,
        name: str,
        settings: LiveChatSettings,
        *,
        desk: ChatDesk,
        bus: Bus,
        monotonic: Callable[[], float],
        chance: Callable[[], float],
        elsewhere: Elsewhere | None = None,
        post: PostDesk | None = None,
        heartbeat: float = 25.0,
        slowest: float = 20.0,
    ) -> None:
        """``elsewhere``: where a chat may go on; ``post``: None without mailbox.

        ``heartbeat``: seconds between pings; ``slowest``: seconds a client may take over a frame.
        """
        self.name, self._settings, self._elsewhere = name, settings, elsewhere
        self._desk, self._bus, self._monotonic, self._chance = desk, bus, monotonic, chance
        self._post, self._heartbeat, self._slowest = post, heartbeat, slowest
        self._intake: Intake | None = None
        self._around: Surroundings | None = None
        self._open: set[web.WebSocketResponse] = set()
        self._limits = Limits(settings, monotonic)
        self._files = Files(name, settings, desk, self._limits)
        self._options: dict[str, Any] = {
            "upload": self._files.options,
            "mail": post is not None,
        }

    @property
    def messages_per_minute(self) -> int:
        """How many one session may write, through whatever door."""
        return self._settings.messages_per_minute

    @property
    def health(self) -> Health:
        """Whether sockets are taken in."""
        if self._intake is None:
            return Health(state=State.STARTING)
        return Health(state=State.OK, connected=len(self._open))

    def mount(self, app: web.Application, place: str) -> None:
        """Put the socket and the files under this place, such as ``/chat/v1``."""
        app.router.add_get(f"{place}/socket", self.handle)
        for path, method, handler in (
            (f"{place}/uploads", "POST", self._files.upload),
            (f"{place}/files/{{file}}", "GET", self._files.fetch),
        ):
            app.router.add_route(method, path, handler)
            app.router.add_route("OPTIONS", path, self._files.preflight)

    async def run(self, intake: Intake) -> None:
        """Take messages in until cancelled; then every client is told to come back."""
        self._intake, self._around = intake, self._surroundings(intake)
        try:
            await asyncio.Event().wait()
        finally:
            self._intake = None
            await self.close()

    async def close(self) -> None:
        """Tell every client to come back, at moments of their own, and close."""
        spread = 1 + len(self._open) / _BACK_A_SECOND
        async with asyncio.TaskGroup() as group:
            for ws in list(self._open):
                pause = _SOONEST_BACK + self._chance() * spread
                group.create_task(_say_goodbye(ws, int(pause * 1000)))

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
        found = f"takes sockets from {', '.join(self._settings.allowed_origins)}"
        secret = self._settings.identity_secret
        if secret is not None and len(secret.reveal()) < _ENOUGH_TO_SIGN_WITH:
            found += f"; identity_secret is short: take {_ENOUGH_TO_SIGN_WITH} characters or more"
        return found

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """``GET …/socket``."""
        if not is_allowed(request.headers.get("Origin"), self._settings):
            raise web.HTTPForbidden(text="this origin may not use the live chat")
        if self._intake is None or self._around is None:
            raise web.HTTPServiceUnavailable(text="the live chat is starting")
        ws = web.WebSocketResponse(
            heartbeat=self._heartbeat, max_msg_size=4 * frames.LARGEST, compress=False
        )
        await ws.prepare(request)
        self._open.add(ws)
        remote = request.remote or ""
        files = f"{request.path.removesuffix('socket')}files/"
        connection = Connection(ws, self._around, files=files, remote=remote)
        try:
            if wait := self._limits.connection(remote):
                await connection.refuse("too_many_connections", locale_of(request), wait)
            else:
                await connection.serve()
        finally:
            self._open.discard(ws)
            if connection.stuck and request.transport is not None:
                request.transport.abort()  # what is still to be sent will not be read
            await ws.close()
        return ws

    def _surroundings(self, intake: Intake) -> Surroundings:
        secret = self._settings.identity_secret
        return Surroundings(
            channel=self.name, intake=intake, desk=self._desk, bus=self._bus, limits=self._limits,
            options=self._options, secret=secret.reveal() if secret is not None else None,
            monotonic=self._monotonic, slowest=self._slowest, post=self._post,
            elsewhere=self._elsewhere,
        )  # fmt: skip


async def _say_goodbye(ws: web.WebSocketResponse, retry_ms: int) -> None:
    """Within bounded time: who does not read is not waited for."""
    try:
        async with asyncio.timeout(_GOODBYE):
            await ws.send_json(frames.bye(retry_ms))
            await ws.close(code=WSCloseCode.SERVICE_RESTART, drain=False)
    except (TimeoutError, ConnectionError):
        pass
