"""What a citizen's frames set going once they have said hello; each is answered."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import structlog

from channels.base import Refused, TryLater
from channels.livechat import frames
from channels.livechat.around import Surroundings
from channels.livechat.guest import Guest
from channels.livechat.phrases import phrase
from channels.livechat.post import ask
from tickets.domain.message import AuthorKind
from tickets.domain.traffic import Inbound, UploadGone

log = structlog.get_logger()
_TYPING_EVERY = 2.0  # seconds between two signs of the citizen's typing that are passed on
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Hearing:
    """One guest; ``send`` answers them, ``remote`` is where they come from."""

    def __init__(self, around: Surroundings, guest: Guest, remote: str, send: Send) -> None:
        self._around, self._guest, self._remote, self._send = around, guest, remote, send
        self._untold = guest.visitor  # stored with the next message
        self._typed, self._read = around.monotonic() - _TYPING_EVERY, 0

    async def hear(self, frame: frames.Frame, *, shown: int, ticket: str | None) -> None:
        """Take one frame.  ``shown``: the last ``seq`` they were sent, on this ticket."""
        match frame:
            case frames.Write() as said:
                await self._take(said.client_id, said.text, files=said.attachments)
            case frames.Choose(client_id=client_id, seq=seq, choice=choice):
                await self._chosen(client_id, seq, choice)
            case frames.Read(seq=seq):
                await self._has_read(seq, shown)
            case frames.Typing():
                await self._types(ticket)
            case frames.Ping():
                await self._send({"type": "pong"})
            case frames.Hello():
                await self._send(frames.error("hello_again", "hello was said before"))
            case wish:
                await self._grant(wish)

    async def _grant(self, wish: frames.Wish) -> None:
        """Carry out a wish about the chat, which is none of its messages."""
        if await self._too_fast(wish.client_id):
            return
        match wish:
            case frames.Rate():
                await self._rate(wish)
            case frames.Contact() | frames.Transcript():
                await self._by_mail(wish)
            case frames.Continue(client_id=client_id, channel=kind):
                await self._go_on(client_id, kind)

    async def _chosen(self, client_id: UUID, seq: int, choice: str) -> None:
        around = self._around
        offered, _ = await around.desk.thread(around.channel, self._guest.address, seq - 1)
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
        guest, channel = self._guest, self._around.channel
        inbound = Inbound(
            channel=channel, kind="livechat", external_id=f"{guest.address}:{client_id}",
            sender=guest.address, sender_name=guest.name, locale=guest.locale, text=text,
            client_id=str(client_id), choice=choice, kept_files=files, visitor=self._untold,
        )  # fmt: skip
        try:
            receipt = await self._around.intake.receive(inbound)
        except UploadGone:
            await self._say_why("file_gone", client_id)
        except Exception:  # the citizen must hear of it; the log says why
            log.exception("livechat.not_stored", channel=channel)
            await self._say_why("not_stored", client_id)
        else:
            self._untold = None
            await self._send({"type": "ack", "client_id": str(client_id), "seq": receipt.seq})

    async def _rate(self, rated: frames.Rate) -> None:
        around, client_id = self._around, str(rated.client_id)
        try:
            done = await around.desk.rate(
                around.channel, self._guest.address, client_id, rated.score, rated.comment
            )
        except Exception:  # as for a message
            log.exception("livechat.not_stored", channel=around.channel)
            await self._say_why("not_stored", rated.client_id)
        else:
            if done:
                await self._send(frames.done(rated.client_id))
            else:
                await self._say_why("cannot_rate", rated.client_id)

    async def _by_mail(self, wish: frames.Contact | frames.Transcript) -> None:
        """Do what is asked for about e-mail, and only then say that it is done."""
        try:
            fault = await ask(self._around.post, wish, self._guest.address, self._guest.locale)
        except Exception:  # as for a message
            log.exception("livechat.not_stored", channel=self._around.channel)
            await self._say_why("not_stored", wish.client_id)
            return
        if fault is not None:
            await self._send(frames.error(fault.code, fault.detail, str(wish.client_id)))
        else:
            await self._send(frames.done(wish.client_id))

    async def _go_on(self, client_id: UUID, kind: str) -> None:
        """Give the one-time link that leads this chat elsewhere."""
        around, elsewhere = self._around, self._around.elsewhere
        if elsewhere is None or kind not in elsewhere.kinds:
            await self._say_why("not_there", client_id)
            return
        try:
            door = await elsewhere.from_chat(around.channel, self._guest.address, kind)
        except (TryLater, Refused):
            await self._say_why("not_now", client_id)
            return
        if door is None:
            await self._say_why("no_ticket", client_id)
        else:
            await self._send(frames.link(client_id, kind, door))

    async def _has_read(self, seq: int, shown: int) -> None:
        if self._read < seq <= shown:
            self._read = seq
            await self._around.desk.read_up_to(self._around.channel, self._guest.address, seq)

    async def _types(self, ticket: str | None) -> None:
        """Let the desk know, now and then; before the first message nobody could see it."""
        now = self._around.monotonic()
        if ticket is not None and now - self._typed >= _TYPING_EVERY:
            self._typed = now
            await self._around.desk.typing(ticket)

    async def _too_fast(self, client_id: UUID) -> bool:
        wait = self._around.limits.message(self._guest.address, self._remote)
        if wait:
            detail = phrase("too_fast", self._guest.locale, seconds=wait)
            await self._send(frames.error("too_fast", detail, str(client_id), wait=wait))
        return wait > 0

    async def _say_why(self, code: str, client_id: UUID) -> None:
        await self._send(frames.error(code, phrase(code, self._guest.locale), str(client_id)))
