"""One citizen's socket: what they write goes in, and the stored thread is what they see.

Nothing is pushed from memory: a connection follows the thread in the store by ``seq``, so a
message can be late but never missing, doubled or out of order, and a slow reader costs nothing.
"""

import asyncio
import dataclasses
import json
from collections.abc import Callable
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from channels.base import Intake
from channels.livechat import frames
from channels.livechat.desk import ThreadDesk, ThreadState
from channels.livechat.phrases import phrase
from channels.livechat.session import address_of, fresh_token, is_token
from runtime.bus import Bell, Bus
from runtime.pace import Paces
from tickets.domain.message import AuthorKind
from tickets.domain.traffic import Inbound

log = structlog.get_logger()
_LOOK_AGAIN = 30.0  # seconds, should a ring be lost
_SLOWEST_SEND = 20.0  # seconds; a client slower than this comes back and resumes


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every connection of a live chat shares."""

    channel: str
    intake: Intake
    desk: ThreadDesk
    bus: Bus
    monotonic: Callable[[], float]


class _Gone(Exception):
    """The other side is gone."""


class Connection:
    """One open socket."""

    def __init__(self, ws: web.WebSocketResponse, around: Surroundings, paces: Paces) -> None:
        self._ws, self._around, self._paces = ws, around, paces
        self._locale, self._address, self._sent = "id", "", 0
        self._state: dict[str, Any] | None = None

    async def serve(self) -> None:
        """Until the citizen goes away."""
        try:
            hello = await self._greeting()
            if hello is not None:
                await self._serve(hello)
        except* _Gone:
            pass

    async def _serve(self, hello: frames.Hello) -> None:
        token = hello.session if hello.session and is_token(hello.session) else fresh_token()
        self._address, self._locale, self._sent = address_of(token), hello.locale, hello.after
        async with self._around.bus.listen(f"chat:{self._address}") as bell:
            await self._welcome(token)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow(bell))
                await self._listen()

    async def _greeting(self) -> frames.Hello | None:
        while True:
            frame = await self._next()
            if frame is None or isinstance(frame, frames.Hello):
                return frame
            await self._complain("hello_first", "the first frame is hello", None)

    async def _welcome(self, token: str) -> None:
        state = await self._around.desk.thread_state(self._around.channel, self._address)
        last = state.last_seq if state else 0
        self._sent = min(self._sent, last)
        ticket = state.ticket if state else None
        await self._send({"type": "welcome", "session": token, "ticket": ticket, "seq": last})

    async def _follow(self, bell: Bell) -> None:
        """Show what is in the thread, and look again at every ring."""
        while True:
            while await self._show_new():
                pass
            await bell.wait(_LOOK_AGAIN)

    async def _show_new(self) -> bool:
        """Show one page of what is new and how the chat stands; whether there may be more."""
        around = self._around
        said, state = await around.desk.thread(around.channel, self._address, self._sent)
        for one in said:
            await self._send(frames.message(one))
            self._sent = one.seq or self._sent
        if state is not None and self._sent >= state.last_seq:
            await self._show_state(state)
        return bool(said) and state is not None and self._sent < state.last_seq

    async def _show_state(self, state: ThreadState) -> None:
        frame = {
            "type": "state", "handler": str(state.handler), "position": state.position,
            "wait_seconds": None, "ticket": state.ticket,
        }  # fmt: skip
        if frame != self._state:
            await self._send(frame)
            self._state = frame

    async def _listen(self) -> None:
        """Take frames until the citizen goes away; raises `_Gone` then."""
        while True:
            match await self._next():
                case None:
                    raise _Gone
                case frames.Write(client_id=client_id, text=text):
                    await self._take(str(client_id), text, None)
                case frames.Choose(client_id=client_id, seq=seq, choice=choice):
                    await self._chosen(str(client_id), seq, choice)
                case frames.Read(seq=seq):
                    await self._around.desk.read_up_to(self._around.channel, self._address, seq)
                case frames.Hello():
                    await self._complain("hello_again", "hello was said before", None)
                case frames.Ping():
                    await self._send({"type": "pong"})
                case frames.Typing():
                    pass  # shown to agents when the console can show it

    async def _next(self) -> frames.Frame | None:
        """The next good frame; a bad one is answered and passed over."""
        async for raw in self._ws:
            if raw.type is not WSMsgType.TEXT:
                await self._complain("not_text", "frames are text", None)
                continue
            try:
                return frames.read(raw.data)
            except frames.BadFrame as why:
                await self._complain(why.code, str(why), why.client_id)
        return None

    async def _chosen(self, client_id: str, seq: int, choice: str) -> None:
        around = self._around
        offered, _ = await around.desk.thread(around.channel, self._address, seq - 1)
        choices = offered[0].choices if offered and offered[0].seq == seq else ()
        label = next((c.label for c in choices if c.id == choice), None)
        if label is None or offered[0].author.kind is AuthorKind.CONTACT:
            await self._say_why("unknown_choice", client_id)
            return
        await self._take(client_id, label, choice)

    async def _take(self, client_id: str, text: str, choice: str | None) -> None:
        """Store it, and only then acknowledge it."""
        pace = self._paces.of(self._address)
        if not pace.allows(self._around.monotonic()):
            await self._say_why("too_fast", client_id, seconds=int(pace.wait) + 1)
            return
        inbound = Inbound(
            channel=self._around.channel, kind="livechat", sender=self._address, text=text,
            external_id=f"{self._address}:{client_id}", locale=self._locale,
            client_id=client_id, choice=choice,
        )  # fmt: skip
        try:
            receipt = await self._around.intake.receive(inbound)
        except Exception:  # the citizen must hear of it; the log says why
            log.exception("livechat.not_stored", channel=self._around.channel)
            await self._say_why("not_stored", client_id)
            return
        await self._send({"type": "ack", "client_id": client_id, "seq": receipt.seq})

    async def _say_why(self, code: str, client_id: str, **values: object) -> None:
        await self._complain(code, phrase(code, self._locale, **values), client_id)

    async def _complain(self, code: str, detail: str, client_id: str | None) -> None:
        await self._send(frames.error(code, detail, client_id))

    async def _send(self, frame: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(_SLOWEST_SEND):
                await self._ws.send_str(json.dumps(frame, ensure_ascii=False))
        except (TimeoutError, ConnectionError):
            raise _Gone from None
