"""The post room: carries what is queued to the channel it names, and notes how it went."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from uuid import UUID

import structlog

from channels.base import Channel, Moved, Refused, TryLater
from runtime.clock import Clock
from runtime.worker import Again, Dead, Done, Job, Outcome
from tickets.commands.deliveries import DeliveryCommands
from tickets.domain import retry
from tickets.domain.traffic import Outbound

log = structlog.get_logger()
_LONGEST_SEND = 60.0  # seconds; less than a job's lease


class Deliveries:
    """Does ``deliver`` jobs."""

    def __init__(
        self,
        commands: DeliveryCommands,
        channels: Mapping[str, Channel],
        clock: Clock,
        chance: Callable[[], float],
    ) -> None:
        self._commands, self._channels = commands, channels
        self._clock, self._chance = clock, chance

    async def deliver(self, job: Job) -> Outcome:
        """Send one message, with no transaction open."""
        message = UUID(job.payload["message"])
        out = await self._commands.outbound(message, once_more=job.revived)
        if out is None:
            return Done()  # sent before; only the note on the job was lost
        channel = self._channels.get(out.channel)
        if channel is None:
            return await self._later(job, message, f"no channel is called {out.channel!r}", None)
        return await self._send(job, channel, out)

    async def _send(self, job: Job, channel: Channel, out: Outbound) -> Outcome:
        try:
            async with asyncio.timeout(_LONGEST_SEND):
                provider_id = await channel.send(out)
        except Refused as why:
            log.warning("delivery.refused", channel=out.channel, ticket=out.ticket)
            await self._commands.failed(out.key, str(why), blocked=why.blocked)
            return Done()
        except Moved as why:
            await self._commands.moved(out.key, why.to)
            return Again(at=self._clock(), why="the address has moved")
        except TryLater as why:
            return await self._later(job, out.key, str(why), why.after)
        except TimeoutError:
            return await self._later(job, out.key, "the send took too long", None)
        await self._commands.sent(out.key, provider_id)
        return Done()

    async def _later(
        self, job: Job, message: UUID, why: str, after: dt.timedelta | None
    ) -> Outcome:
        decision = retry.decide(
            attempt=job.attempt,
            first_at=job.first_at,
            now=self._clock(),
            after=after,
            jitter=self._chance(),
        )
        match decision:
            case retry.TryAt(at=at):
                await self._commands.waiting(message, why, at)
                return Again(at=at, why=why)
            case retry.GiveUp():
                await self._commands.failed(message, why)
                return Dead(why=why)
