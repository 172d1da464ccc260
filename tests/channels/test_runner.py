"""The runner: one channel's fault is not another's, and only the holder of the lease runs one."""

import asyncio
import contextlib
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from channels.base import Channel, Health, Intake, State
from channels.runner import Runner
from runtime.bus import Bus
from runtime.clock import system_clock
from runtime.db import Database
from runtime.leases import Lease
from runtime.sqlite import Sqlite
from tests.channels.rig import NotedIntake, until
from tickets.domain.traffic import Outbound

pytestmark = pytest.mark.slow  # waits for leases to run out

TERM = dt.timedelta(seconds=0.3)
AFTER_A_CRASH = 5.0  # seconds, as the runner has it


@dataclasses.dataclass
class Poller:
    """A channel that counts how often it was started, and crashes when it is told to."""

    name: str
    crashes: int = 0  # so many of the first runs
    ends: bool = False  # instead of crashing
    starts: int = 0
    running: bool = False
    kind: str = "telegram"
    health: Health = dataclasses.field(default_factory=lambda: Health(state=State.OK))

    async def run(self, intake: Intake) -> None:  # noqa: ARG002
        self.starts += 1
        if self.starts <= self.crashes:
            if self.ends:
                return
            raise ZeroDivisionError(self.name)
        self.running = True
        try:
            await asyncio.Event().wait()
        finally:
            self.running = False

    async def send(self, out: Outbound) -> str:
        raise NotImplementedError

    async def check(self) -> str:
        return "here"


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Database]:
    opened = Sqlite(sqlite_url, Bus().ring)
    yield opened
    await opened.close()


def leases(store: Database, holder: str) -> Callable[[str], Lease]:
    """Leases as one process takes them."""
    return lambda name: Lease(store, system_clock, name, holder, TERM)


@contextlib.asynccontextmanager
async def kept_running(
    store: Database, channels: Sequence[Channel], holder: str = "a"
) -> AsyncIterator[None]:
    """A process that runs these channels, while the block lasts."""
    runner = Runner(channels, NotedIntake(), leases(store, holder), pause=0.1)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(runner.run())
        try:
            yield
        finally:
            task.cancel()


async def test_every_channel_runs(store: Database) -> None:
    channels = [Poller("satu"), Poller("dua")]
    async with kept_running(store, channels):
        await until(lambda: all(c.running for c in channels))

    assert [c.starts for c in channels] == [1, 1]


async def test_when_the_process_ends_so_do_its_channels(store: Database) -> None:
    channel = Poller("satu")
    async with kept_running(store, [channel]):
        await until(lambda: channel.running)

    assert not channel.running


async def test_a_lease_is_given_back_so_that_another_need_not_wait(store: Database) -> None:
    channel = Poller("satu")
    async with kept_running(store, [channel]):
        await until(lambda: channel.running)

    assert await leases(store, "b")("channel:satu").take()


async def test_a_crashing_channel_does_not_stop_the_other(store: Database) -> None:
    bad, good = Poller("buruk", crashes=99), Poller("baik")
    async with kept_running(store, [bad, good]):
        await until(lambda: good.running and bad.starts == 1)
        await asyncio.sleep(0.1)
        assert good.running

    assert good.starts == 1


async def test_a_channel_that_crashed_gives_its_lease_back_at_once(store: Database) -> None:
    bad = Poller("buruk", crashes=99)
    async with kept_running(store, [bad]):
        await until(lambda: bad.starts == 1)
        other = leases(store, "b")("channel:buruk")
        async with asyncio.timeout(TERM.total_seconds() / 2):
            while not await other.take():
                await asyncio.sleep(0.01)


@pytest.mark.slow
@pytest.mark.parametrize("ends", [False, True], ids=["crashed", "ended by itself"])
async def test_a_channel_is_started_again(
    store: Database,
    ends: bool,  # noqa: FBT001
) -> None:
    channel = Poller("satu", crashes=1, ends=ends)
    async with kept_running(store, [channel]):
        await until(lambda: channel.running, AFTER_A_CRASH + 3)

    assert channel.starts == 2


async def test_what_another_holds_does_not_run_here(store: Database) -> None:
    theirs, ours = Poller("satu"), Poller("satu")
    async with kept_running(store, [theirs], "a"):
        await until(lambda: theirs.running)
        async with kept_running(store, [ours], "b"):
            await asyncio.sleep(3 * TERM.total_seconds())  # the other renews its lease
            assert (theirs.running, ours.running) == (True, False)


async def test_another_takes_over_when_the_holder_goes(store: Database) -> None:
    ours = Poller("satu")
    async with contextlib.AsyncExitStack() as stack:
        theirs = Poller("satu")
        async with kept_running(store, [theirs], "a"):
            await until(lambda: theirs.running)
            await stack.enter_async_context(kept_running(store, [ours], "b"))
        await until(lambda: ours.running, 3)

    assert not theirs.running


async def test_who_lost_the_lease_stops(store: Database) -> None:
    """Another process believed us dead, and took it."""
    channel, late = Poller("satu"), TERM * 1000
    async with kept_running(store, [channel], "a"):
        await until(lambda: channel.running)
        thief = Lease(
            store, lambda: system_clock() + late, "channel:satu", "b", dt.timedelta(days=1)
        )
        assert await thief.take()
        await until(lambda: not channel.running, 3)
