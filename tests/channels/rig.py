"""What the shared contract suite needs of a channel: the adapter, and the world around it."""

import asyncio
import contextlib
import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Literal, Protocol

from channels.base import Channel
from tickets.domain.message import Author, AuthorKind
from tickets.domain.traffic import Arrival, Inbound, Outbound, Receipt

Weather = Literal["fair", "later", "refused"]


class Rig(Protocol):
    """One adapter before a real peer on loopback."""

    channel: Channel

    async def arrive(self, text: str) -> None:
        """A citizen sends this."""

    async def offer_again(self) -> None:
        """The provider offers the last message once more, as after a crash of ours."""

    async def arrive_unreadable(self) -> None:
        """Something comes that cannot be read."""

    async def acknowledged(self) -> int:
        """How many messages the provider was told we have."""

    def weather(self, weather: Weather) -> None:
        """How the next sends go: taken, "not now", or "never"."""

    def address(self) -> str:
        """Where a message to the citizen goes."""

    async def sent(self) -> list[str]:
        """The texts the citizen has received."""


@dataclasses.dataclass
class NotedIntake:
    """An intake that keeps things in memory, may be told to hesitate, and checks the order."""

    kept: dict[str, Arrival] = dataclasses.field(default_factory=dict)
    received: dict[str, Inbound] = dataclasses.field(default_factory=dict)
    aside: dict[str, str] = dataclasses.field(default_factory=dict)
    calls: list[str] = dataclasses.field(default_factory=list)
    cursors: dict[str, str] = dataclasses.field(default_factory=dict)
    parts: set[str] = dataclasses.field(default_factory=set)
    meant: set[str] = dataclasses.field(default_factory=set)  # set aside on purpose
    left: list[Arrival] = dataclasses.field(default_factory=list)  # kept long ago, not filed
    reach: dict[tuple[str, str], bool] = dataclasses.field(default_factory=dict)
    moves: list[tuple[str, str, str]] = dataclasses.field(default_factory=list)
    may_finish: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    waiting: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_finish.set()

    async def keep(self, arrival: Arrival) -> bool:
        self.kept[arrival.external_id] = arrival
        return self._is_left(arrival.external_id)

    async def receive(self, inbound: Inbound) -> Receipt:
        self.calls.append(inbound.external_id)
        self.waiting.set()
        await self.may_finish.wait()
        fresh = inbound.external_id not in self.received
        self.received.setdefault(inbound.external_id, inbound)
        self.parts.update(inbound.parts)
        seq = list(self.received).index(inbound.external_id) + 1
        return Receipt(
            ticket="T-2026-000001-A", conversation=uuid.UUID(int=1), seq=seq, fresh=fresh
        )

    async def set_aside(
        self,
        channel: str,  # noqa: ARG002
        external_id: str,
        reason: str,
        *,
        on_purpose: bool = False,
    ) -> None:
        self.aside[external_id] = reason
        if on_purpose:
            self.meant.add(external_id)

    async def unfiled(self, channel: str, older: dt.timedelta) -> list[Arrival]:  # noqa: ARG002
        return [a for a in self.left if self._is_left(a.external_id)]

    def _is_left(self, name: str) -> bool:
        return name not in self.received | self.aside and name not in self.parts

    async def reached(self, kind: str, address: str, *, blocked: bool) -> None:
        self.reach[kind, address] = blocked

    async def moved(self, kind: str, address: str, to: str) -> None:
        self.moves.append((kind, address, to))

    async def cursor(self, channel: str) -> str | None:
        return self.cursors.get(channel)

    async def move_cursor(self, channel: str, value: str) -> None:
        self.cursors[channel] = value

    @property
    def texts(self) -> list[str]:
        return [i.text for i in self.received.values()]


@contextlib.asynccontextmanager
async def running(channel: Channel, intake: NotedIntake) -> AsyncIterator[None]:
    """The adapter takes messages in, for as long as the block lasts."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(channel.run(intake))
        try:
            yield
        finally:
            task.cancel()


async def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something to become true; fail when it does not."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


def outbound(channel: Channel, to: str, text: str, **more: object) -> Outbound:
    """A message from the bot to the citizen."""
    plain = Outbound(
        key=uuid.uuid4(),
        conversation=uuid.UUID(int=1),
        ticket="T-2026-000001-A",
        channel=channel.name,
        to=to,
        author=Author(kind=AuthorKind.BOT, name="Tanya"),
        text=text,
        automatic=True,
        seq=1,
    )
    return dataclasses.replace(plain, **more)  # type: ignore[arg-type]


A_WHILE = dt.timedelta(seconds=2)
