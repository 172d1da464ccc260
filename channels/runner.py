"""Keeps every channel running: one process at a time for each, and again after a crash."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from channels.base import Channel, Intake
from runtime.leases import Lease, LeaseLost

log = structlog.get_logger()


class _Over(Exception):
    """The channel's run ended by itself."""


class Runner:
    """Runs the channels that poll; each under the lease of its name."""

    def __init__(
        self,
        channels: Sequence[Channel],
        intake: Intake,
        lease: Callable[[str], Lease],
        *,
        pause: float = 5.0,
    ) -> None:
        """``pause``: seconds before a channel that crashed is run again."""
        self._channels, self._intake, self._lease = channels, intake, lease
        self._pause = pause

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for channel in self._channels:
                group.create_task(self._keep_running(channel))

    async def _keep_running(self, channel: Channel) -> None:
        while True:
            lease = self._lease(f"channel:{channel.name}")
            try:
                await lease.acquire()
                await self._run_under(lease, channel)
            except* LeaseLost:
                log.warning("channel.lease_lost", channel=channel.name)
            except* Exception:  # one channel's fault must not stop the others
                log.exception("channel.crashed", channel=channel.name)
            await asyncio.sleep(self._pause)

    async def _run_under(self, lease: Lease, channel: Channel) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(lease.keep())
                await channel.run(self._intake)
                raise _Over(channel.name)
        finally:
            await asyncio.shield(lease.release())
