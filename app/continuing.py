"""Where conversations go on: one-time links to the Telegram bot and addresses of the mailbox."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote
from uuid import UUID

from channels.base import Channel, Refused
from channels.email.adapter import Email
from channels.livechat.desk import Door
from channels.telegram.adapter import Telegram
from tickets.commands.case import NotFound
from tickets.commands.links import CannotGoOn, LinkCommands, Made
from tickets.domain import link
from tickets.domain.phrases import phrase


class Continuing:
    """Gives a link a place: the first bot, or the first mailbox, of the configuration."""

    def __init__(self, links: LinkCommands, channels: Mapping[str, Channel]) -> None:
        """``channels`` may be filled later."""
        self._links, self._channels = links, channels

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of channels that links can lead to."""
        return tuple(dict.fromkeys(door.kind for door in self._doors()))

    async def from_chat(self, channel: str, address: str, kind: str) -> Door | None:
        """Make a link for a chat; None when there is no open ticket to go on with."""
        try:
            made = await self._links.make_in_thread(channel, address, kind)
        except CannotGoOn:
            return None
        where = await self._place(kind, made.token)
        return Door(url=_mailto(where, made) if kind == "email" else where, until=made.until)

    async def for_message(self, conversation: UUID, kind: str) -> str:
        """Make a link for a message that is about to be sent."""
        try:
            made = await self._links.make(conversation, kind)
        except (CannotGoOn, NotFound) as why:
            raise Refused(str(why)) from None
        return await self._place(kind, made.token)

    def _doors(self) -> Iterator[Telegram | Email]:
        for channel in self._channels.values():
            if isinstance(channel, Telegram) or (
                isinstance(channel, Email) and channel.link("a" * link.LENGTH) is not None
            ):
                yield channel

    async def _place(self, kind: str, token: str) -> str:
        for door in self._doors():
            if door.kind == kind:
                where = await door.link(token) if isinstance(door, Telegram) else door.link(token)
                if where is not None:
                    return where
        raise Refused(f"no channel of the kind {kind!r} is configured")


def _mailto(address: str, made: Made) -> str:
    """The address as a link that opens a mail program."""
    subject = phrase("subject", made.locale, number=made.ticket)
    return f"mailto:{address}?subject={quote(subject)}"
