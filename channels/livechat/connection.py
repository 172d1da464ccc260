"""One citizen's socket: what they write goes in, and the stored thread is what they see.

Nothing is pushed from memory: a connection follows the thread in the store by ``seq``, so a
message can be late but never missing, doubled or out of order, and a slow reader costs nothing.
"""

import asyncio
import json
from typing import Any
from uuid import UUID

from aiohttp import WSCloseCode, WSMsgType, web

from channels.livechat import frames
from channels.livechat.around import Surroundings
from channels.livechat.desk import ThreadState
from channels.livechat.guest import Guest, welcomed
from channels.livechat.hearing import Hearing
from channels.livechat.identity import BadIdentity
from channels.livechat.phrases import phrase
from runtime.bus import Bell

_LOOK_AGAIN = 30.0  # seconds, should a ring be lost
_BOARD = "board"  # rings when what the queue looks like may have changed


class _Gone(Exception):
    """The other side is gone."""


class Connection:
    """One open socket.  ``files``: where files are fetched.  ``remote``: the network address."""

    def __init__(
        self, ws: web.WebSocketResponse, around: Surroundings, *, files: str, remote: str
    ) -> None:
        self._ws, self._around, self._files, self._remote = ws, around, files, remote
        self._address, self._sent, self._office_read = "", 0, 0
        self._ticket: str | None = None
        self._known: ThreadState | None = None  # how the chat stands
        self._state: dict[str, Any] | None = None  # what was shown of it last
        self._office_read = 0
        self.stuck = False  # the client does not read

    async def serve(self) -> None:
        """Until the citizen goes away."""
        try:
            guest = await self._greeting()
            if guest is not None:
                await self._serve(guest)
        except* _Gone:
            pass

    async def refuse(self, code: str, locale: str, wait: int) -> None:
        """Say why not now and for how long, and close."""
        detail = phrase(code, locale, seconds=wait)
        try:
            await self._send(frames.error(code, detail, wait=wait))
            await self._send(frames.bye(wait * 1000))
        except _Gone:
            return
        await self._ws.close(code=WSCloseCode.TRY_AGAIN_LATER, drain=False)

    async def _serve(self, guest: Guest) -> None:
        self._address, self._sent = guest.address, guest.after
        topics = f"chat:{self._address}", f"typing:{self._address}:*", _BOARD
        async with self._around.bus.listen(*topics) as bell:
            if not await self._welcome(guest):
                return
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow(bell))
                await self._listen(Hearing(self._around, guest, self._remote, self._send))

    async def _greeting(self) -> Guest | None:
        """Whoever says a good hello; None when they left before."""
        around = self._around
        while (frame := await self._next()) is not None:
            if not isinstance(frame, frames.Hello):
                await self._complain("hello_first", "the first frame is hello")
                continue
            try:
                return await welcomed(frame, around.desk, around.channel, around.secret)
            except BadIdentity as why:
                await self._complain("bad_identity", str(why))
        return None

    async def _welcome(self, guest: Guest) -> bool:
        """Welcome them, unless too many come from there who have no thread."""
        around = self._around
        state = await around.desk.thread_state(around.channel, self._address)
        if state is None and (wait := around.limits.hello(self._remote)):
            await self.refuse("too_many_sessions", guest.locale, wait)
            return False
        last = state.last_seq if state else 0
        self._sent = min(self._sent, last)
        self._ticket = state.ticket if state else None
        if guest.visitor is not None and state is not None:
            await around.desk.describe(around.channel, self._address, guest.visitor)
        frame = {"type": "welcome", "session": guest.session, "ticket": self._ticket, "seq": last}
        there = list(around.elsewhere.kinds) if around.elsewhere else []
        await self._send({**frame, "options": {**around.options, "continue": there}})
        return True

    async def _follow(self, bell: Bell) -> None:
        """Show what is in the thread, and look again at every ring."""
        while True:
            while await self._show_new():
                pass
            while await bell.wait(_LOOK_AGAIN):
                if not await self._is_aside(bell.heard()):
                    break

    async def _is_aside(self, heard: frozenset[str]) -> bool:
        """Whether all that rang is shown without the store: the queue moved, someone types."""
        for topic in heard:
            if topic == _BOARD:
                if self._known is not None:
                    await self._show_state(self._known)
            elif topic.startswith("typing:"):
                await self._show_typing(UUID(topic.rpartition(":")[2]))
            else:
                return False
        return bool(heard)

    async def _show_new(self) -> bool:
        """Show one page of what is new and how the chat stands; whether there may be more."""
        around = self._around
        said, state = await around.desk.thread(around.channel, self._address, self._sent)
        for one in said:
            self._sent = one.seq or self._sent
            await self._send(frames.message(one, self._files))
        if state is not None and self._sent >= state.last_seq:
            self._known = state
            await self._show_state(state)
        return bool(said) and state is not None and self._sent < state.last_seq

    async def _show_state(self, state: ThreadState) -> None:
        outlook = await self._around.desk.outlook(self._around.channel)
        now = self._known or state  # it may have moved while the queue was read
        self._ticket = now.ticket
        frame = frames.state(now, outlook.of(now.waiting_since))
        if frame != self._state:
            self._state = frame
            await self._send(frame)
        if now.office_read > self._office_read:
            self._office_read = now.office_read
            await self._send({"type": "read", "seq": now.office_read})

    async def _show_typing(self, agent: UUID) -> None:
        name = await self._around.desk.agent_name(agent)
        await self._send({"type": "typing", "author": {"kind": "agent", "name": name}})

    async def _listen(self, hearing: Hearing) -> None:
        """Take frames until the citizen goes away; raises `_Gone` then."""
        while (frame := await self._next()) is not None:
            await hearing.hear(frame, shown=self._sent, ticket=self._ticket)
        raise _Gone

    async def _next(self) -> frames.Frame | None:
        """The next good frame; a bad one is answered and passed over."""
        async for raw in self._ws:
            if raw.type is not WSMsgType.TEXT:
                await self._complain("not_text", "frames are text")
                continue
            try:
                return frames.read(raw.data)
            except frames.BadFrame as why:
                await self._complain(why.code, str(why), why.client_id)
        return None

    async def _complain(self, code: str, detail: str, client_id: str | None = None) -> None:
        await self._send(frames.error(code, detail, client_id))

    async def _send(self, frame: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(self._around.slowest):
                await self._ws.send_str(json.dumps(frame, ensure_ascii=False))
        except TimeoutError:
            self.stuck = True
            raise _Gone from None
        except ConnectionError:
            raise _Gone from None
