"""Leases: one holder at a time, whatever happens to it."""

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa

from runtime.db import Database
from runtime.leases import Lease, LeaseLost, leases
from tests.runtime.clocks import StandingClock

TERM = dt.timedelta(seconds=30)
SHORT = dt.timedelta(seconds=0.06)  # for tests that really wait


def lease(
    db: Database,
    holder: str,
    clock: StandingClock,
    name: str = "mailbox",
    term: dt.timedelta = TERM,
) -> Lease:
    return Lease(db, clock, name, holder, term)


async def until_held(db: Database, moment: dt.datetime) -> None:
    """Wait until the lease runs to this moment."""
    async with asyncio.timeout(10):
        while await db.read(lambda tx: tx.value(sa.select(leases.c.until))) != moment:
            await asyncio.sleep(0.002)


async def test_only_one_holds_it(db: Database) -> None:
    clock = StandingClock()
    assert await lease(db, "one", clock).take()
    assert not await lease(db, "two", clock).take()


async def test_of_many_who_come_at_once_one_gets_it(db: Database) -> None:
    clock = StandingClock()
    async with asyncio.TaskGroup() as group:
        tries = [group.create_task(lease(db, f"p{n}", clock).take()) for n in range(8)]
    assert sum(attempt.result() for attempt in tries) == 1


async def test_leases_of_different_names_are_independent(db: Database) -> None:
    clock = StandingClock()
    assert await lease(db, "one", clock, "mailbox").take()
    assert await lease(db, "two", clock, "telegram").take()


async def test_its_holder_renews_it(db: Database) -> None:
    clock = StandingClock()
    mine = lease(db, "one", clock)
    for _ in range(3):
        assert await mine.take()
        clock.forward(29)
    assert not await lease(db, "two", clock).take()


async def test_it_passes_on_when_its_term_is_over(db: Database) -> None:
    clock = StandingClock()
    old, heir = lease(db, "one", clock), lease(db, "two", clock)
    await old.take()
    clock.forward(31)
    assert await heir.take()
    assert not await old.take()


async def test_given_back_it_is_free_at_once(db: Database) -> None:
    clock = StandingClock()
    mine = lease(db, "one", clock)
    await mine.take()
    await mine.release()
    assert await lease(db, "two", clock).take()


async def test_nobody_gives_back_what_another_holds(db: Database) -> None:
    clock = StandingClock()
    await lease(db, "one", clock).take()
    await lease(db, "two", clock).release()
    assert not await lease(db, "three", clock).take()


async def test_whoever_waits_gets_it_when_it_is_given_back(db: Database) -> None:
    clock = StandingClock()
    mine, next_one = lease(db, "one", clock, term=SHORT), lease(db, "two", clock, term=SHORT)
    await mine.take()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        waiting = group.create_task(next_one.acquire())
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await mine.release()
    assert not await mine.take()


async def test_keeping_it_renews_it(db: Database) -> None:
    clock = StandingClock()
    mine, other = lease(db, "one", clock, term=SHORT), lease(db, "two", clock, term=SHORT)
    await mine.take()
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(mine.keep())
        for _ in range(4):
            clock.forward(0.04)
            await until_held(db, clock() + SHORT)
            assert not await other.take()
        keeping.cancel()


async def test_whoever_lost_it_is_told(db: Database) -> None:
    clock = StandingClock()
    mine, heir = lease(db, "one", clock, term=SHORT), lease(db, "two", clock, term=SHORT)
    await mine.take()
    clock.forward(1)
    await heir.take()
    async with asyncio.timeout(10):
        with pytest.raises(LeaseLost, match="mailbox"):
            await mine.keep()
