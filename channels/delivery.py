"""The post room: carries what is queued to the channel it names, and notes how it went."""

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Protocol
from uuid import UUID

import structlog

from channels.base import Channel, Moved, Refused, TryLater
from runtime.clock import Clock
from runtime.worker import Again, Dead, Done, Job, Outcome
from tickets.domain import retry
from tickets.domain.message import Cause
from tickets.domain.traffic import Outbound, well_again

log = structlog.get_logger()
_LONGEST_SEND = 60.0  # seconds; less than a job's lease


class Book(Protocol):
    """Where it is written what is to be sent, and how far it came."""

    async def outbound(self, key: UUID, /, *, once_more: bool = False) -> Outbound | None:
        """What is to be sent; None when that is over."""

    async def sent(self, key: UUID, provider_id: str, /) -> None:
        """The provider took it."""

    async def waiting(
        self, key: UUID, why: str, next_try: dt.datetime, /, *, cause: Cause | None = None
    ) -> None:
        """It could not be sent just now."""

    async def failed(
        self, key: UUID, why: str, /, *, cause: Cause | None = None, blocked: bool = False
    ) -> None:
        """It will never arrive this way."""

    async def moved(self, key: UUID, to: str, /) -> None:
        """The address it was sent to is another now."""


class Links(Protocol):
    """Who makes one-time links."""

    async def for_message(self, conversation: UUID, kind: str) -> str:
        """Give a link or an address that leads to this conversation's ticket from there.

        Raises `TryLater` or `Refused`.
        """


class Deliveries:
    """Does ``deliver`` jobs, and others of the kind: ``named`` is the key of their payload."""

    def __init__(
        self,
        commands: Book,
        channels: Mapping[str, Channel],
        clock: Clock,
        chance: Callable[[], float],
        *,
        named: str = "message",
        links: Links | None = None,
    ) -> None:
        self._commands, self._channels = commands, channels
        self._clock, self._chance, self._named, self._links = clock, chance, named, links

    async def deliver(self, job: Job) -> Outcome:
        """Send one message, with no transaction open."""
        message = UUID(job.payload[self._named])
        out = await self._commands.outbound(message, once_more=job.revived)
        if out is None:
            return Done()  # sent before; only the note on the job was lost
        channel = self._channels.get(out.channel)
        if channel is None:
            told = f"no channel is called {out.channel!r}"
            why = TryLater(told, cause=Cause.SETUP, away=True)
            return await self._later(job, out, why)
        return await self._send(job, channel, out)

    async def _send(self, job: Job, channel: Channel, out: Outbound) -> Outcome:
        try:
            async with asyncio.timeout(_LONGEST_SEND):
                provider_id = await channel.send(await self._filled(out))
        except Refused as why:
            log.warning("delivery.refused", channel=out.channel, ticket=out.ticket)
            cause = None if why.blocked else Cause.REFUSED  # that they blocked us says it all
            await self._commands.failed(out.key, str(why), cause=cause, blocked=why.blocked)
            return Done()
        except Moved as why:
            await self._commands.moved(out.key, why.to)
            return Again(at=self._clock(), why="the address has moved")
        except TryLater as why:
            return await self._later(job, out, why)
        except TimeoutError:
            return await self._later(job, out, TryLater("the send took too long"))
        await self._commands.sent(out.key, provider_id)
        return Done()

    async def _filled(self, out: Outbound) -> Outbound:
        """Put the one-time link in; a new one on every try, for we keep none."""
        if out.link is None or self._links is None:
            return out
        where = await self._links.for_message(out.conversation, out.link.kind)
        return dataclasses.replace(out, text=out.text.replace(out.link.mark, where))

    async def _later(self, job: Job, out: Outbound, why: TryLater) -> Outcome:
        message, told = out.key, str(why)
        decision = retry.decide(
            attempt=job.attempt,
            first_at=job.first_at,
            now=self._clock(),
            after=why.after,
            jitter=self._chance(),
        )
        match decision:
            case retry.TryAt(at=at):
                await self._commands.waiting(message, told, at, cause=why.cause)
                waits = why.away and why.after is None  # a wait we were asked for is kept
                return Again(at=at, why=told, waits_for=well_again(out.channel) if waits else None)
            case retry.GiveUp():
                await self._commands.failed(message, told, cause=why.cause)
                return Dead(why=told)
