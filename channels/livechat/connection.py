"""One citizen's socket: what they write goes in, and the stored thread is what they see.

Nothing is pushed from memory: a connection follows the thread in the store by ``seq``, so a
message can be late but never missing, doubled or out of order, and a slow reader costs nothing.
"""

import asyncio
import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from channels.base import Intake
from channels.livechat import frames
from channels.livechat.desk import ThreadDesk, ThreadState
from channels.livechat.guest import Guest, welcomed
from channels.livechat.identity import BadIdentity
from channels.livechat.limits import Limits
from channels.livechat.phrases import phrase
from runtime.bus import Bell, Bus
from tickets.domain.message import AuthorKind
from tickets.domain.traffic import Inbound, UploadGone, Visitor

log = structlog.get_logger()
_LOOK_AGAIN = 30.0  # seconds, should a ring be lost
_TYPING_EVERY = 2.0  # seconds between two signs of the citizen's typing that are passed on


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every connection of a live chat shares."""

    channel: str
    intake: Intake
    desk: ThreadDesk
    bus: Bus
    limits: Limits
    options: Mapping[str, Any]  # of the welcome
    secret: str | None  # that pages sign their users with
    monotonic: Callable[[], float]
    slowest: float  # seconds a client may take over a frame; a slower one comes back and resumes


class _Gone(Exception):
    """The other side is gone."""


class Connection:
    """One open socket.  ``files``: where files are fetched.  ``remote``: the network address."""

    def __init__(
        self, ws: web.WebSocketResponse, around: Surroundings, *, files: str, remote: str
    ) -> None:
        self._ws, self._around, self._files, self._remote = ws, around, files, remote
        self._locale, self._address, self._name, self._sent = "id", "", "", 0
        self._untold: Visitor | None = None  # to be stored with the next message
        self._ticket: str | None = None
        self._state: dict[str, Any] | None = None
        self._office_read = self._read = 0
        self._typed = -_TYPING_EVERY
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
        self._address, self._sent, self._name = guest.address, guest.after, guest.name
        topics = f"chat:{self._address}", f"typing:{self._address}:*"
        async with self._around.bus.listen(*topics) as bell:
            if not await self._welcome(guest):
                return
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow(bell))
                await self._listen()

    async def _greeting(self) -> Guest | None:
        """Whoever says a good hello; None when they left before."""
        around = self._around
        while True:
            frame = await self._next()
            if frame is None:
                return None
            if not isinstance(frame, frames.Hello):
                await self._complain("hello_first", "the first frame is hello", None)
                continue
            self._locale = frame.locale
            try:
                return await welcomed(frame, around.desk, around.channel, around.secret)
            except BadIdentity as why:
                await self._complain("bad_identity", str(why), None)

    async def _welcome(self, guest: Guest) -> bool:
        """Welcome them, unless too many come from there who have no thread."""
        around = self._around
        state = await around.desk.thread_state(around.channel, self._address)
        if state is None and (wait := around.limits.hello(self._remote)):
            await self.refuse("too_many_sessions", self._locale, wait)
            return False
        last = state.last_seq if state else 0
        self._sent = min(self._sent, last)
        self._ticket = state.ticket if state else None
        if guest.visitor is not None:
            self._untold = guest.visitor
            if state is not None:
                await around.desk.describe(around.channel, self._address, guest.visitor)
        frame = {"type": "welcome", "session": guest.session, "ticket": self._ticket, "seq": last}
        await self._send({**frame, "options": around.options})
        return True

    async def _follow(self, bell: Bell) -> None:
        """Show what is in the thread, and look again at every ring."""
        while True:
            while await self._show_new():
                pass
            while await bell.wait(_LOOK_AGAIN):
                heard = bell.heard()
                typing = {topic for topic in heard if topic.startswith("typing:")}
                for topic in typing:
                    await self._show_typing(UUID(topic.rpartition(":")[2]))
                if typing != heard or not heard:
                    break

    async def _show_new(self) -> bool:
        """Show one page of what is new and how the chat stands; whether there may be more."""
        around = self._around
        said, state = await around.desk.thread(around.channel, self._address, self._sent)
        for one in said:
            self._sent = one.seq or self._sent
            await self._send(frames.message(one, self._files))
        if state is not None and self._sent >= state.last_seq:
            await self._show_state(state)
        return bool(said) and state is not None and self._sent < state.last_seq

    async def _show_state(self, state: ThreadState) -> None:
        self._ticket = state.ticket
        frame = frames.state(state)
        if frame != self._state:
            await self._send(frame)
            self._state = frame
        if state.office_read > self._office_read:
            await self._send({"type": "read", "seq": state.office_read})
            self._office_read = state.office_read

    async def _show_typing(self, agent: UUID) -> None:
        name = await self._around.desk.agent_name(agent)
        await self._send({"type": "typing", "author": {"kind": "agent", "name": name}})

    async def _listen(self) -> None:
        """Take frames until the citizen goes away; raises `_Gone` then."""
        while True:
            match await self._next():
                case None:
                    raise _Gone
                case frames.Write() as said:
                    await self._take(said.client_id, said.text, files=said.attachments)
                case frames.Choose(client_id=client_id, seq=seq, choice=choice):
                    await self._chosen(client_id, seq, choice)
                case frames.Rate() as rated:
                    await self._rate(rated)
                case frames.Read(seq=seq):
                    await self._has_read(seq)
                case frames.Hello():
                    await self._complain("hello_again", "hello was said before", None)
                case frames.Typing():
                    await self._types()

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

    async def _chosen(self, client_id: UUID, seq: int, choice: str) -> None:
        around = self._around
        offered, _ = await around.desk.thread(around.channel, self._address, seq - 1)
        choices = offered[0].choices if offered and offered[0].seq == seq else ()
        label = next((c.label for c in choices if c.id == choice), None)
        if label is None or offered[0].author.kind is AuthorKind.CONTACT:
            await self._say_why("unknown_choice", client_id)
            return
        await self._take(client_id, label, choice=choice)

    async def _take(
        self,
        client_id: UUID,
        text: str,
        *,
        choice: str | None = None,
        files: tuple[UUID, ...] = (),
    ) -> None:
        """Store it, and only then acknowledge it."""
        if await self._too_fast(client_id):
            return
        inbound = Inbound(
            channel=self._around.channel, kind="livechat", sender=self._address, text=text,
            external_id=f"{self._address}:{client_id}", locale=self._locale, sender_name=self._name,
            client_id=str(client_id), choice=choice, kept_files=files, visitor=self._untold,
        )  # fmt: skip
        try:
            receipt = await self._around.intake.receive(inbound)
        except UploadGone:
            await self._say_why("file_gone", client_id)
            return
        except Exception:  # the citizen must hear of it; the log says why
            log.exception("livechat.not_stored", channel=self._around.channel)
            await self._say_why("not_stored", client_id)
            return
        self._untold = None
        await self._send({"type": "ack", "client_id": str(client_id), "seq": receipt.seq})

    async def _rate(self, rated: frames.Rate) -> None:
        if await self._too_fast(rated.client_id):
            return
        around, client_id = self._around, str(rated.client_id)
        try:
            done = await around.desk.rate(
                around.channel, self._address, client_id, rated.score, rated.comment
            )
        except Exception:  # as for a message
            log.exception("livechat.not_stored", channel=around.channel)
            await self._say_why("not_stored", rated.client_id)
            return
        if done:
            await self._send({"type": "done", "client_id": client_id})
        else:
            await self._say_why("cannot_rate", rated.client_id)

    async def _has_read(self, seq: int) -> None:
        if self._read < seq <= self._sent:
            self._read = seq
            await self._around.desk.read_up_to(self._around.channel, self._address, seq)

    async def _types(self) -> None:
        """Let the desk know, now and then; before the first message nobody could see it."""
        now = self._around.monotonic()
        if self._ticket is not None and now - self._typed >= _TYPING_EVERY:
            self._typed = now
            await self._around.desk.typing(self._ticket)

    async def _too_fast(self, client_id: UUID) -> bool:
        wait = self._around.limits.message(self._address, self._remote)
        if wait:
            detail = phrase("too_fast", self._locale, seconds=wait)
            await self._send(frames.error("too_fast", detail, str(client_id), wait=wait))
        return wait > 0

    async def _say_why(self, code: str, client_id: UUID) -> None:
        await self._complain(code, phrase(code, self._locale), str(client_id))

    async def _complain(self, code: str, detail: str, client_id: str | None) -> None:
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
