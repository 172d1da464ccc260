"""What the live chat asks of the desk: the thread as the citizen may see it, and how it stands."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from tickets.domain.lifecycle import Handler
from tickets.domain.message import Message
from tickets.domain.waiting import Outlook


class ThreadState(Protocol):
    """How a chat stands."""

    @property
    def ticket(self) -> str | None:
        """Its receipt number."""

    @property
    def handler(self) -> Handler:
        """Whose turn it is."""

    @property
    def waiting_since(self) -> dt.datetime | None:
        """Since when it waits for a person, while it does."""

    @property
    def last_seq(self) -> int:
        """The newest ``seq``."""


class ThreadDesk(Protocol):
    """The desk, as a chat sees it."""

    async def thread(
        self, channel: str, address: str, after: int
    ) -> tuple[Sequence[Message], ThreadState | None]:
        """Messages beyond ``after``, in order, possibly only the first of many; how it stands."""

    async def thread_state(self, channel: str, address: str) -> ThreadState | None:
        """How the chat stands; None before its first message."""

    async def outlook(self, channel: str) -> Outlook:
        """The queue as this channel sees it; cheap, however many ask."""

    async def read_up_to(self, channel: str, address: str, seq: int) -> None:
        """The citizen has seen everything up to ``seq``."""
