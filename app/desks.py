"""What the channels and pages ask of the desk, put together from those who know."""

import asyncio
import hashlib
from collections.abc import Mapping

from bot.status import StatusWords
from runtime.clock import Clock
from tickets.blobs import Blobs
from tickets.commands.chats import ChatCommands
from tickets.commands.codes import CodeCommands
from tickets.commands.deliveries import DeliveryCommands
from tickets.commands.reach import BadAddress, ReachCommands
from tickets.domain.traffic import ByMail
from tickets.queries import Queries


class ChatDesk:
    """What a live chat asks of the desk, put together from those who know."""

    def __init__(
        self, queries: Queries, deliveries: DeliveryCommands, chats: ChatCommands, blobs: Blobs
    ) -> None:
        self.thread, self.thread_state = queries.thread, queries.thread_state
        self.agent_name, self.file = queries.agent_name, queries.file
        self.outlook = queries.outlook
        self.read_up_to = deliveries.read_up_to
        self.typing, self.rate, self.describe = chats.typing, chats.rate, chats.describe
        self.bind, self.bound, self.keep_file = chats.bind, chats.bound, chats.keep_file
        self._blobs = blobs

    async def content(self, digest: str) -> bytes:
        """The bytes of a file."""
        return await asyncio.to_thread(self._blobs.get, digest)


class StatusDesk:
    """What the status page asks of the desk."""

    def __init__(
        self, queries: Queries, codes: CodeCommands, words: StatusWords, clock: Clock
    ) -> None:
        self.ask, self.check = codes.ask, codes.check
        self._queries, self._words, self._clock = queries, words, clock

    async def told(self, number: str, locale: str) -> str | None:
        """How the ticket stands, in words."""
        progress = await self._queries.progress(number)
        if progress is None:
            return None
        waiting = await self._queries.waiting(number)
        return self._words.told(progress, locale, self._clock(), waiting)


class FormDesk(ChatDesk):
    """What the form asks of the desk: what a live chat asks, and where to write to."""

    def __init__(
        self,
        queries: Queries,
        deliveries: DeliveryCommands,
        chats: ChatCommands,
        blobs: Blobs,
        reach: ReachCommands,
        by_mail: Mapping[str, ByMail],
    ) -> None:
        super().__init__(queries, deliveries, chats, blobs)
        self._reach, self._by_mail = reach, by_mail

    async def note_email(self, channel: str, address: str, email: str, confirm: str) -> None:
        """Write to the citizen there when they do not read the answer here."""
        try:
            await self._reach.note(
                channel=channel,
                sender=address,
                email=email,
                confirm=confirm,
                client_id=hashlib.sha256(email.encode()).hexdigest(),
                by_mail=self._by_mail.get(channel),
            )
        except BadAddress as why:
            raise ValueError(str(why)) from None
