"""One console on the live socket: what it says of its agent, and what it is told of colleagues.

The bus carries no data, so a topic says it all: ``colleague:<ticket>/<agent>/<moment>/<doing>``.
"""

import asyncio
import dataclasses
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from runtime.pace import Pace
from tickets.commands.attendance import AttendanceCommands
from tickets.commands.people import Agent, PeopleCommands
from tickets.commands.presence import PresenceCommands
from tickets.domain.access import Sight
from tickets.queries import Queries

TOPIC = "colleague"
_A_MINUTE = 120  # frames of one console
_TYPES_FOR = 4.0  # seconds after the last word of it
_RENEW = 15.0  # seconds; colleagues forget who was not heard of for three of these
Number: TypeAlias = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9-]+$")]


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Viewing(_Frame):
    type: Literal["viewing"]
    ticket: Number | None


class _Typing(_Frame):
    type: Literal["typing"]
    ticket: Number


class _Active(_Frame):
    type: Literal["active"]


_FRAMES: TypeAdapter[_Viewing | _Typing | _Active] = TypeAdapter(_Viewing | _Typing | _Active)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What a colleague does on a ticket."""

    ticket: str
    agent: UUID
    moment: int
    what: str  # came, here, typing, left


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """What the live socket asks of the desk."""

    attendance: AttendanceCommands
    presence: PresenceCommands
    people: PeopleCommands


class Seat:
    """An agent's place at one console."""

    def __init__(self, agent: Agent, queries: Queries, desk: AtWork) -> None:
        self.agent, self.eyes = agent, agent.sight
        self._queries, self._desk = queries, desk
        self._viewing: str | None = None
        self._pace = Pace(_A_MINUTE)
        self._typed_at = 0.0
        self._looked_at = 0.0
        self._seen: dict[str, bool] = {}  # by the number of a ticket, until something happens

    async def take(self) -> None:
        """Sit down; a script that only reads is nobody at work."""
        if not self.agent.reads_only:
            await self._desk.attendance.came(self.agent.id)

    async def hear(self, text: str) -> None:
        """Take what the console says; what cannot be read, or comes too fast, does nothing."""
        if self.agent.reads_only:
            return
        if not self._pace.allows(asyncio.get_running_loop().time()):
            return
        try:
            frame = _FRAMES.validate_json(text)
        except ValidationError:
            return
        match frame:
            case _Active():
                await self._desk.attendance.beat(self.agent.id)
            case _Typing(ticket=ticket):
                if await self._finds(ticket):
                    self._typed_at = asyncio.get_running_loop().time()
                    await self._tell(ticket, "typing")
            case _Viewing(ticket=ticket):
                self._typed_at = 0.0
                await self._view(ticket)

    async def sit(self) -> None:
        """Be here, until cancelled: colleagues and the office count on it."""
        while not self.agent.reads_only:
            await asyncio.sleep(_RENEW)
            await self._desk.attendance.seen(self.agent.id)
            if self._viewing is not None:
                await self._tell_here(self._viewing)

    async def leave(self) -> None:
        """The console was closed."""
        await self._view(None)

    async def look_again(self) -> bool:
        """Teams changed: see what is to be seen now; whether that is something else."""
        before = self.eyes
        self._looked_at = asyncio.get_running_loop().time()
        self.forget()
        eyes = await self._desk.people.sight(self.agent.id)
        self.eyes = eyes or Sight(agent=self.agent.id, limited=True)
        return self.eyes != before

    @property
    def looked_long_ago(self) -> bool:
        """Whether a ring of the teams may have been lost meanwhile."""
        return asyncio.get_running_loop().time() - self._looked_at > _RENEW

    def forget(self) -> None:
        """Tickets may be others' now."""
        self._seen.clear()

    async def sees(self, ticket: str) -> bool:
        """Whether this ticket, which there is, may be spoken of."""
        if not self.eyes.limited:
            return True
        if ticket not in self._seen:
            self._seen[ticket] = await self._finds(ticket)
        return self._seen[ticket]

    async def told(self, topics: Iterable[str]) -> list[dict[str, Any]]:
        """The frames for what colleagues do, in their order."""
        about = [doing for topic in topics if (doing := read(topic)) is not None]
        frames = []
        for doing in sorted(about, key=lambda one: one.moment):
            await self._answer(doing)
            if doing.agent != self.agent.id and await self.sees(doing.ticket):
                shown = "viewing" if doing.what in {"came", "here"} else doing.what
                frames.append(
                    {
                        "type": "colleague",
                        "ticket": doing.ticket,
                        "agent": str(doing.agent),
                        "doing": shown,
                    }
                )
        return frames

    async def _view(self, ticket: str | None) -> None:
        if ticket is not None and not await self._finds(ticket):
            ticket = None
        before, self._viewing = self._viewing, ticket
        if before is not None and before != ticket:
            await self._tell(before, "left")
        if ticket is not None:
            await self._tell(ticket, "came")

    async def _answer(self, doing: Doing) -> None:
        """Whoever comes learns who is there; and one who left here may be there in another tab."""
        mine = doing.agent == self.agent.id
        asks = doing.what == ("left" if mine else "came")
        if asks and doing.ticket == self._viewing:
            await self._tell_here(doing.ticket)

    async def _finds(self, ticket: str) -> bool:
        return await self._queries.sight.ticket(self.eyes, ticket)

    async def _tell_here(self, ticket: str) -> None:
        typed = asyncio.get_running_loop().time() - self._typed_at < _TYPES_FOR
        await self._tell(ticket, "typing" if typed else "here")

    async def _tell(self, ticket: str, what: str) -> None:
        moment = int(asyncio.get_running_loop().time() * 1_000_000)
        name = f"{ticket}/{self.agent.id.hex}/{moment}/{what}"
        await self._desk.presence.tell_colleagues(f"{TOPIC}:{name}")


def read(topic: str) -> Doing | None:
    """What a topic says; None when it is about something else."""
    about, _, rest = topic.partition(":")
    if about != TOPIC:
        return None
    ticket, agent, moment, what = rest.split("/")
    return Doing(ticket=ticket, agent=UUID(agent), moment=int(moment), what=what)
