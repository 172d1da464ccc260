"""Bells: they say "look again", in this process and, over PostgreSQL, in the others."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator

import asyncpg
import pytest

from runtime.bus import Bell, Bus
from runtime.postgres import Postgres

NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


async def test_rings_that_came_since_one_last_looked_are_one() -> None:
    bus = Bus()
    async with bus.listen("events") as bell:
        for _ in range(3):
            bus.ring(["events"])
        assert await bell.wait(1)
        assert not await bell.wait(0.01)


async def test_a_ring_that_came_before_the_wait_is_not_lost() -> None:
    bell = Bell()
    bell.ring()
    assert await bell.wait(0)


async def test_a_bell_hears_its_own_topics_only() -> None:
    bus = Bus()
    async with bus.listen("jobs") as jobs, bus.listen("events", "ticket:1") as events:
        bus.ring(["ticket:1", "nobody listens"])
        assert await events.wait(0.01)
        assert not await jobs.wait(0.01)


async def test_a_bell_may_listen_to_a_whole_family_and_tells_which_rang() -> None:
    bus = Bus()
    async with bus.listen("typing:*", "events") as bell:
        bus.ring(["typing:T-1", "typing:T-2", "typing:T-1", "typing:T-3:x", "chat:1", "typing"])
        assert await bell.wait(0.01)
        assert bell.heard() == {"typing:T-1", "typing:T-2"}
        assert bell.heard() == frozenset()
        bus.ring(["events"])
        assert bell.heard() == {"events"}
    assert not bus._bells


async def test_everyone_who_listens_hears() -> None:
    bus = Bus()
    async with bus.listen("events") as one, bus.listen("events") as two:
        bus.ring(["events"])
        assert await one.wait(0.01)
        assert await two.wait(0.01)


async def test_whoever_waits_is_woken() -> None:
    bus = Bus()
    async with bus.listen("events") as bell, asyncio.TaskGroup() as group:
        waiting = group.create_task(bell.wait(5))
        await asyncio.sleep(0)
        bus.ring(["events"])
    assert waiting.result()


async def test_nothing_is_left_of_a_bell_that_is_put_away() -> None:
    bus = Bus()
    async with bus.listen("events", "jobs") as bell:
        pass
    bus.ring(["events"])
    assert not await bell.wait(0.01)
    assert not bus._bells


async def test_a_bell_is_put_away_when_its_listener_is_cancelled() -> None:
    bus = Bus()

    async def listener() -> None:
        async with bus.listen("events") as bell:
            await bell.wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(listener())
        await asyncio.sleep(0)
        assert bus._bells
        task.cancel()
    assert not bus._bells


class Process:
    """What another process has of the database: its own connections, its own bells."""

    def __init__(self, url: str) -> None:
        self.bus = Bus()
        self.db = Postgres(url, self.bus.ring)


@contextlib.asynccontextmanager
async def two_processes(url: str) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes on one database; the second follows what the first does."""
    here, there = Process(url), Process(url)
    async with there.bus.listen("events") as bell, asyncio.TaskGroup() as group:
        following = group.create_task(there.db.follow())
        assert await bell.wait(10)  # it rings once it has begun to listen
        yield here, there
        following.cancel()
    await here.db.close()
    await there.db.close()


@pytest.mark.slow
async def test_a_ring_travels_to_another_process(postgres_url: str) -> None:
    async with (
        two_processes(postgres_url) as (here, there),
        there.bus.listen("ticket:1") as bell,
        there.bus.listen("ticket:2") as other,
    ):
        await here.db.write(lambda tx: tx.ring("ticket:1"))
        assert await bell.wait(5)
        assert not await other.wait(0.01)


@pytest.mark.slow
async def test_the_rings_of_a_failed_write_do_not_travel(postgres_url: str) -> None:
    def fails(tx: object) -> None:
        tx.ring("ticket:1")  # type: ignore[attr-defined]
        raise LookupError

    async with two_processes(postgres_url) as (here, there), there.bus.listen("ticket:1") as bell:
        with pytest.raises(LookupError):
            await here.db.write(fails)
        assert not await bell.wait(0.1)


@pytest.mark.slow
async def test_very_many_rings_at_once_are_no_error(postgres_url: str) -> None:
    async with two_processes(postgres_url) as (here, there), there.bus.listen("a0") as bell:

        def many(tx: object) -> None:
            for number in range(3000):
                tx.ring(f"a{number}")  # type: ignore[attr-defined]

        await here.db.write(many)
        assert await bell.wait(5)


@pytest.mark.slow
async def test_a_follower_that_lost_its_connection_comes_back_and_looks_again(
    postgres_url: str,
) -> None:
    async with two_processes(postgres_url) as (here, there):
        async with there.bus.listen("events") as bell:
            await _cut_listeners(postgres_url)
            assert await bell.wait(10)  # something may have been missed
        async with there.bus.listen("ticket:1") as bell:
            await here.db.write(lambda tx: tx.ring("ticket:1"))
            assert await bell.wait(5)


async def _cut_listeners(url: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    cut = await connection.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where query ilike 'listen%' and datname = current_database()"
    )
    await connection.close()
    assert len(cut) == 1
