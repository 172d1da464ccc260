"""What the live chat asks of the desk: the thread as the citizen may see it, and how it stands."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from tickets.domain.lifecycle import Handler
from tickets.domain.message import Message


class ThreadState(Protocol):
    """How a chat stands."""

    @property
    def ticket(self) -> str | None:
        """Its receipt number."""

    @property
    def handler(self) -> Handler:
        """Whose turn it is."""

    @property
    def position(self) -> int | None:
        """The place in the queue, while waiting for a person."""

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

    async def read_up_to(self, channel: str, address: str, seq: int) -> None:
        """The citizen has seen everything up to ``seq``."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where a chat goes on."""

    url: str
    until: dt.datetime


class Elsewhere(Protocol):
    """Other channels that a chat can go on in."""

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of channels there are."""

    async def from_chat(self, channel: str, address: str, kind: str) -> Door | None:
        """Make a one-time link; None when there is no open ticket to go on with.

        Raises `TryLater` or `Refused`.
        """
