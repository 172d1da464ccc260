"""What the pages ask of the desk."""

from typing import Protocol

from channels.livechat.desk import ThreadDesk


class StatusDesk(Protocol):
    """The desk, as the status page sees it."""

    async def ask(self, token: str, number: str) -> None:
        """Have a code sent for this ticket, good for whoever holds the token.

        It does the same, and takes as long, whether there is such a ticket or not.
        """

    async def check(self, token: str, code: str) -> str | None:
        """The receipt number that the code opens; None when it is not good, or not any more."""

    async def told(self, number: str, locale: str) -> str | None:
        """How the ticket stands, in words, a line each."""


class ContactDesk(ThreadDesk, Protocol):
    """The desk, as the form sees it: a chat, and where else the citizen can be reached."""

    async def note_email(self, channel: str, address: str, email: str, confirm: str) -> None:
        """The citizen of this chat wishes to be answered by e-mail too; twice is once.

        Says ``confirm`` in the chat; raises ValueError for no usable address.
        """
