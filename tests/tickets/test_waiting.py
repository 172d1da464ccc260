"""Who waits, how long it takes lately, and how cheaply a thousand may ask."""

import asyncio
import datetime as dt
import time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from runtime.bus import Bus
from runtime.db import Database, Work
from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.domain.hours import BusinessHours, Calendars, Shift
from tickets.domain.waiting import Waiting
from tickets.queries import Queries
from tickets.queries.waiting import QueueBoard
from tickets.store import takes, tickets

T = TypeVar("T")
WIB = ZoneInfo("Asia/Jakarta")
TEN = dt.datetime(2026, 11, 24, 10, tzinfo=WIB)  # a Tuesday
WEEK = dict.fromkeys(range(5), (Shift(start=dt.time(8), end=dt.time(16)),))
OFFICE = BusinessHours(zone=WIB, week=WEEK)
NIGHTS = BusinessHours(zone=WIB, week={1: (Shift(start=dt.time(20), end=dt.time(23)),)})


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Give it hours: those of the office, and others on the channel `malam`."""
    desk.clock.now = TEN.astimezone(dt.UTC)
    desk.calendars = Calendars(office=OFFICE, channels={"malam": NIGHTS})
    return desk


async def join(desk: Desk, who: int, channel: str = "livechat") -> str:
    """A citizen waits for a person, a second after the last; the number of the ticket."""
    desk.clock.forward(seconds=1)
    receipt = await desk.chat(sender=f"{who:064x}", channel=channel)
    await desk.bot_turn(receipt, "Baik", hand_off="requested")
    return number(receipt)


async def served(desk: Desk, count: int, each: float, actor: Actor) -> None:
    """So many waited one after the other, each so many minutes."""
    for _ in range(count):
        ticket = await join(desk, 1000 + next(desk.serial))
        desk.clock.forward(minutes=each)
        await desk.agents.take(ticket, actor)


async def test_how_long_each_waited_is_on_record(desk: Desk) -> None:
    sari, budi = await desk.agent(), await desk.agent("Budi")
    taken, answered, given = [await join(desk, n) for n in range(3)]
    desk.clock.forward(minutes=5)
    await desk.agents.take(taken, sari)
    await desk.agents.reply(answered, sari, "Selamat siang")
    await desk.agents.assign(given, sari, budi.id)

    rows = await desk.rows(takes)
    assert [(row.channel, row.at) for row in rows] == [("livechat", desk.clock())] * 3
    waited = sorted(row.at - row.since for row in rows)
    assert waited == [dt.timedelta(minutes=5, seconds=n) for n in range(3)]


async def test_what_leaves_the_queue_otherwise_is_no_take(desk: Desk) -> None:
    sari = await desk.agent()
    spam, back, over, snoozed = [await join(desk, n) for n in range(4)]
    await desk.agents.mark_spam(spam, sari)
    await desk.agents.return_to_bot(back, sari)
    await desk.agents.resolve(over, sari)
    await desk.agents.snooze(snoozed, sari, desk.clock() + dt.timedelta(days=1))
    plain = await desk.chat(sender="9" * 64)
    await desk.agents.take(number(plain), sari)  # it was with the bot

    assert await desk.rows(takes) == []


async def test_a_take_from_a_colleague_is_none(desk: Desk) -> None:
    ticket = await join(desk, 1)
    for name in ("Sari", "Budi"):
        await desk.agents.take(ticket, await desk.agent(name))

    assert len(await desk.rows(takes)) == 1


async def test_the_wait_is_told_once_enough_was_seen(desk: Desk) -> None:
    sari = await desk.agent()
    await served(desk, 4, 3, sari)
    waiting = [await join(desk, n) for n in range(3)]
    assert await desk.queries.waiting(waiting[2]) == Waiting(position=3, open=True)

    await served(desk, 1, 3, sari)
    told = await desk.queries.waiting(waiting[2])
    assert told == Waiting(position=3, wait_seconds=10 * 60, open=True), "a little over nine"
    assert await desk.queries.waiting("T-2026-999999-X") is None


async def test_each_channel_is_told_by_its_own_hours(desk: Desk) -> None:
    by_day, by_night = await join(desk, 1), await join(desk, 2, "malam")

    assert await desk.queries.waiting(by_day) == Waiting(position=1, open=True)
    evening = TEN.replace(hour=20)
    assert await desk.queries.waiting(by_night) == Waiting(open=False, opens_at=evening)
    desk.clock.now = evening.astimezone(dt.UTC)
    assert await desk.queries.waiting(by_night) == Waiting(position=2, open=True)
    morning = TEN.replace(day=25, hour=8)
    assert await desk.queries.waiting(by_day) == Waiting(open=False, opens_at=morning)


async def test_whoever_waits_hears_that_the_queue_moved(desk: Desk) -> None:
    sari = await desk.agent()
    async with desk.bus.listen("queue") as bell:
        ticket = await join(desk, 1)
        assert await bell.wait(0), "one more waits"
        await desk.chat("masih di situ?", sender=f"{1:064x}")
        assert not await bell.wait(0), "nobody moved"
        await desk.agents.note(ticket, sari, "sebentar")
        assert not await bell.wait(0)
        await desk.agents.take(ticket, sari)
        assert await bell.wait(0)
        await desk.agents.reply(ticket, sari, "Selamat siang")
        assert not await bell.wait(0)


class CountingDatabase:
    """The database, and how often it was read."""

    def __init__(self, db: Database) -> None:
        self._db, self.reads = db, 0
        self.url, self.dialect = db.url, db.dialect

    async def read(self, work: Work[T]) -> T:
        self.reads += 1
        return await self._db.read(work)

    async def write(self, work: Work[T]) -> T:
        return await self._db.write(work)

    async def close(self) -> None:
        await self._db.close()


class Seconds:
    """A monotonic clock that stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_thousand_who_ask_at_once_cost_one_look(desk: Desk) -> None:
    counting, seconds = CountingDatabase(desk.db), Seconds()
    board = QueueBoard(counting, desk.clock, desk.calendars, monotonic=seconds)
    since = (await desk.ticket(await join(desk, 1))).waiting_since

    async def ask() -> Waiting:
        return (await board.outlook("livechat")).of(since)

    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(ask()) for _ in range(1000)]
    assert {task.result() for task in asked} == {Waiting(position=1, open=True)}
    assert counting.reads == 1
    seconds.now += 0.9
    await ask()
    assert counting.reads == 1, "at most once a second"
    seconds.now += 0.2
    await ask()
    assert counting.reads == 2


async def test_many_moves_ring_those_who_wait_once_a_second(desk: Desk) -> None:
    bus, counting = desk.bus, CountingDatabase(desk.db)
    queries, rings = Queries(counting, desk.clock, desk.calendars, every=0.3), 0
    async with bus.listen("board") as bell, asyncio.TaskGroup() as group:
        keeping = group.create_task(queries.follow_queue(bus))
        assert await bell.wait(5)
        counting.reads, began = 0, time.monotonic()
        for n in range(20):
            await join(desk, n)
        while await bell.wait(1):
            rings += 1
            place = (await queries.outlook("livechat")).of(desk.clock()).position
        took = time.monotonic() - began
        keeping.cancel()

    assert place == 20
    assert len((await queries.outlook("livechat")).queue.waiting) == 20, (
        "the last look saw them all"
    )
    assert 1 <= counting.reads <= took / 0.3 + 1
    assert 1 <= rings <= counting.reads + 1


async def test_those_who_wait_are_rung_when_people_come(desk: Desk) -> None:
    """The clock cannot be hurried, but it can stand just before eight."""
    desk.clock.now = TEN.replace(hour=7, minute=59, second=59, microsecond=900_000)
    queries = Queries(desk.db, desk.clock, desk.calendars, every=0)
    async with desk.bus.listen("board") as bell, asyncio.TaskGroup() as group:
        keeping = group.create_task(queries.follow_queue(desk.bus))
        assert await bell.wait(5)
        assert (await queries.outlook("livechat")).at(1).open is False
        desk.clock.now = TEN.replace(hour=8)
        assert await bell.wait(5), "long before anything moved"
        assert (await queries.outlook("livechat")).at(1) == Waiting(position=1, open=True)
        keeping.cancel()


async def test_the_board_outlives_an_outage(desk: Desk) -> None:
    class Away(CountingDatabase):
        async def read(self, work: Work[T]) -> T:
            if self.reads == 0:
                self.reads += 1
                raise OSError("the database is away")
            return await super().read(work)

    queries, bus = Queries(Away(desk.db), desk.clock, every=0), Bus()
    async with bus.listen("board") as bell, asyncio.TaskGroup() as group:
        keeping = group.create_task(queries.follow_queue(bus))
        assert await bell.wait(5), "it rings once it could read"
        keeping.cancel()


async def test_the_queue_is_read_by_its_index(desk: Desk) -> None:
    """Whatever else lies in the table: a full scan would be paid by everyone who waits."""
    for n in range(3):
        await join(desk, n)
    plan = await desk.db.read(lambda tx: _plan(tx.conn))
    assert "tickets_waiting" in plan or "tickets_in_line" in plan
    assert "seq scan on tickets" not in plan.lower()


def _plan(conn: sa.Connection) -> str:
    t = tickets.c
    query = sa.select(t.waiting_since).where(
        t.handler == sa.literal("queue", literal_execute=True), t.waiting_since.is_not(None)
    )
    shown = query.order_by(t.waiting_since).compile(
        conn, compile_kwargs={"literal_binds": True, "render_postcompile": True}
    )
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql("set local enable_seqscan = off")  # the table is small here
        rows: Any = conn.exec_driver_sql(f"explain {shown}")
    else:
        rows = conn.exec_driver_sql(f"explain query plan {shown}")
    return "\n".join(str(row) for row in rows)
