"""The seam every channel fits: what an adapter is given, and what it must do."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from tickets.domain.message import Cause
from tickets.domain.traffic import Arrival, Inbound, Outbound, Receipt


class Intake(Protocol):
    """The way in, as an adapter sees it.  Every call returns only after COMMIT.

    Any call may be made twice with the same thing; the second does nothing.
    """

    async def keep(self, arrival: Arrival) -> bool:
        """Keep the raw arrival; False when it was already filed or set aside before."""

    async def receive(self, inbound: Inbound) -> Receipt:
        """File it: on its ticket, or a new one."""

    async def set_aside(
        self, channel: str, external_id: str, reason: str, *, on_purpose: bool = False
    ) -> None:
        """Quarantine a kept arrival that cannot be read, saying why.

        ``on_purpose``: it was read, and is nothing to be filed.
        """

    async def unfiled(self, channel: str, older: dt.timedelta) -> Sequence[Arrival]:
        """What was kept so long ago and is neither filed nor set aside, oldest first; some."""

    async def reached(self, kind: str, address: str, *, blocked: bool) -> None:
        """Note that someone does not want our messages any more, or wants them again."""

    async def moved(self, kind: str, address: str, to: str) -> None:
        """Note that an address is another now: its conversations go on there."""

    async def cursor(self, channel: str) -> str | None:
        """How far this channel has been read, in the adapter's own words."""

    async def move_cursor(self, channel: str, value: str) -> None:
        """Remember how far; only after everything before it was received or set aside."""


class State(enum.StrEnum):
    """How a channel is doing."""

    STARTING = "starting"
    OK = "ok"
    FAILING = "failing"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a channel is doing, and why."""

    state: State
    reason: str = ""  # in the words of whoever said so
    cause: Cause | None = None  # what of it an administrator has to know
    connected: int | None = None  # how many are, where that is to be known


class Channel(Protocol):
    """One configured way to reach people."""

    @property
    def name(self) -> str:
        """The name it has in the configuration."""

    @property
    def kind(self) -> str:
        """``livechat``, ``email`` or ``telegram``."""

    @property
    def health(self) -> Health:
        """How it is doing just now."""

    async def run(self, intake: Intake) -> None:
        """Take messages in until cancelled; reconnect by itself, never give up.

        Acknowledge to the provider only after `Intake.receive` (or `set_aside`) returned.
        A message that cannot be read is kept, set aside, and the next one is taken.
        """

    async def send(self, out: Outbound) -> str:
        """Send, and return the provider's id; or raise `TryLater`, `Moved` or `Refused`."""

    async def check(self) -> str:
        """Log in once and say in a few words what was found; raise `Refused` or `TryLater`."""


@runtime_checkable
class Editor(Protocol):
    """A channel that can say anew what it has sent."""

    async def edit(self, out: Outbound, provider_id: str) -> None:
        """Put this in place of what was sent under that id; or raise `TryLater` or `Refused`."""


class TryLater(Exception):
    """Not now: the network is down, or we were told to slow down.

    ``away``: nothing can be sent over this channel, whatever it is; not only this message.
    """

    def __init__(
        self,
        reason: str,
        after: dt.timedelta | None = None,
        *,
        cause: Cause = Cause.UNREACHABLE,
        away: bool = False,
    ) -> None:
        super().__init__(reason)
        self.after, self.cause, self.away = after, cause, away


class Moved(Exception):
    """The conversation goes on at another address: note it, and send there."""

    def __init__(self, to: str) -> None:
        super().__init__(f"moved to {to}")
        self.to = to


class Refused(Exception):
    """Never: the address is dead, we are blocked, the content is not taken."""

    def __init__(self, reason: str, *, blocked: bool = False) -> None:
        super().__init__(reason)
        self.blocked = blocked  # the person does not want messages from us
