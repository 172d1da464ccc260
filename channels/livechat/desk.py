"""What the live chat asks of the desk: the thread as the citizen may see it, and how it stands."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import Attachment, Message
from tickets.domain.traffic import Visitor


class ThreadState(Protocol):
    """How a chat stands."""

    @property
    def ticket(self) -> str | None:
        """Its receipt number."""

    @property
    def handler(self) -> Handler:
        """Whose turn it is."""

    @property
    def status(self) -> Status:
        """Where the matter stands."""

    @property
    def agent(self) -> str | None:
        """The name of the agent who has it."""

    @property
    def position(self) -> int | None:
        """The place in the queue, while waiting for a person."""

    @property
    def last_seq(self) -> int:
        """The newest ``seq``."""

    @property
    def office_read(self) -> int:
        """The last ``seq`` that an agent has read."""

    @property
    def may_rate(self) -> bool:
        """Whether it is settled, and was not rated since."""


class SessionDesk(Protocol):
    """The desk, as it knows the sessions of signed users."""

    async def bound(self, digest: str, channel: str) -> str | None:
        """The thread of the session with this digest; None when it is over."""


class ThreadDesk(SessionDesk, Protocol):
    """The desk, as a chat sees it."""

    async def thread(
        self, channel: str, address: str, after: int
    ) -> tuple[Sequence[Message], ThreadState | None]:
        """Messages beyond ``after``, in order, possibly only the first of many; how it stands."""

    async def thread_state(self, channel: str, address: str) -> ThreadState | None:
        """How the chat stands; None before its first message."""

    async def read_up_to(self, channel: str, address: str, seq: int) -> None:
        """The citizen has seen everything up to ``seq``."""

    async def typing(self, ticket: str) -> None:
        """The citizen is typing."""

    async def agent_name(self, agent: UUID) -> str | None:
        """The name citizens know an agent by."""

    async def rate(
        self, channel: str, address: str, client_id: str, score: int, comment: str
    ) -> bool:
        """Rate how it went; False when the ticket is not settled or was rated since."""

    async def describe(self, channel: str, address: str, visitor: Visitor) -> None:
        """Note what the page tells about the citizen."""

    async def bind(self, digest: str, channel: str, address: str) -> None:
        """The session with this digest is a signed user's, whose thread is this."""


class FileDesk(SessionDesk, Protocol):
    """The desk, as files see it."""

    async def keep_file(
        self,
        channel: str,
        address: str,
        *,
        content: bytes,
        name: str,
        media_type: str,
        at_most: int,
    ) -> Attachment:
        """Keep a file to go with a message; `NoRoom` when there would be over ``at_most`` bytes."""

    async def file(self, channel: str, address: str, file: UUID) -> Attachment | None:
        """A file of this thread."""

    async def content(self, digest: str) -> bytes:
        """The bytes of a file."""


class ChatDesk(ThreadDesk, FileDesk, Protocol):
    """All that a live chat asks."""
