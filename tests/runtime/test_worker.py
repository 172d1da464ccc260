"""The worker: does what is due, several lanes at once, and loses nothing."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import sqlalchemy as sa

from runtime import jobs
from runtime.bus import Bus
from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.worker import Again, Dead, Done, Handler, Job, Outcome, Worker, crash_outcome
from tests.runtime.clocks import START, StandingClock

LEASE = dt.timedelta(seconds=60)


class Noted:
    """A handler that keeps what it was given, and answers what a test wants."""

    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.jobs: list[Job] = []
        self._outcomes = list(outcomes)

    async def __call__(self, job: Job) -> Outcome:
        self.jobs.append(job)
        outcome = self._outcomes.pop(0) if self._outcomes else Done()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def until_tried(self, times: int) -> None:
        await until(lambda: len(self.jobs) == times)

    @property
    def kinds(self) -> list[str]:
        return [job.kind for job in self.jobs]


class Stuck:
    """A handler that begins, and ends when a test says so."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.cancelled = 0
        self.go_on = asyncio.Event()

    async def __call__(self, job: Job) -> Outcome:
        self.begun.append(str(job.payload["of"]))
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return Done()


@contextlib.asynccontextmanager
async def at_work(
    db: Database, bus: Bus, clock: Clock, handlers: Mapping[str, Handler], **more: int
) -> AsyncIterator[None]:
    """A worker works while the block lasts."""
    worker = Worker(db, bus, clock, handlers, name="w", lease=LEASE, poll=0.02, **more)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(worker.run())
        try:
            yield
        finally:
            task.cancel()


async def ask(db: Database, *kinds: str, lane: str = "", kind: str = "") -> None:
    def work(tx: Tx) -> None:
        for name in kinds:
            jobs.enqueue(tx, kind or name, lane or name, {"of": name}, now=START)

    await db.write(work)


async def taken_by(db: Database, worker: str, now: dt.datetime) -> None:
    """A worker takes a job, and is never heard of again."""
    claimed = await db.write(lambda tx: jobs.claim(tx, worker, now, LEASE, 1))
    assert len(claimed) == 1


async def until(true: Callable[[], Awaitable[bool] | bool], seconds: float = 10) -> None:
    """Wait for something to become true; fail when it does not."""
    async with asyncio.timeout(seconds):
        while True:
            answer = true()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.005)


async def until_left(db: Database, *, seconds: float = 10, **counts: int) -> None:
    """Wait until just so many jobs are left."""

    async def so() -> bool:
        return await db.read(jobs.counts) == counts

    await until(so, seconds)


async def test_a_job_is_done_and_gone(db: Database, bus: Bus) -> None:
    handler = Noted()
    async with at_work(db, bus, StandingClock(), {"turn": handler}):
        await ask(db, "turn")
        await until_left(db)
    [job] = handler.jobs
    assert (job.kind, job.payload, job.attempt, job.first_at) == ("turn", {"of": "turn"}, 1, START)


async def test_jobs_from_before_the_start_are_done_too(db: Database, bus: Bus) -> None:
    await ask(db, "a", "b", kind="turn")
    async with at_work(db, bus, StandingClock(), {"turn": Noted()}):
        await until_left(db)


async def test_a_job_is_tried_again_at_the_moment_asked_for(db: Database, bus: Bus) -> None:
    clock = StandingClock()
    handler = Noted(Again(at=START + dt.timedelta(seconds=30), why="not now"))
    async with at_work(db, bus, clock, {"turn": handler}):
        await ask(db, "turn")
        await until_left(db, todo=1)
        await asyncio.sleep(0.05)
        assert len(handler.jobs) == 1
        clock.forward(30)
        await until_left(db)
    assert [job.attempt for job in handler.jobs] == [1, 2]


async def test_a_job_is_tried_again_as_soon_as_what_it_waits_for_is_well(
    db: Database, bus: Bus
) -> None:
    hour = START + dt.timedelta(hours=1)
    handler = Noted(Again(at=hour, why="away", waits_for="channel:surat"))
    async with at_work(db, bus, StandingClock(), {"turn": handler}):
        await ask(db, "turn")
        await handler.until_tried(1)
        await until_left(db, todo=1)
        await db.write(lambda tx: jobs.hasten(tx, "channel:surat", START, dt.timedelta(seconds=1)))
        await until_left(db)
    assert [job.attempt for job in handler.jobs] == [1, 2]


async def test_a_hopeless_job_is_kept_as_dead(db: Database, bus: Bus) -> None:
    handler = Noted(Dead(why="the address does not exist"))
    async with at_work(db, bus, StandingClock(), {"turn": handler}):
        await ask(db, "turn")
        await until_left(db, dead=1)
    assert await db.read(errors) == ["the address does not exist"]
    assert len(handler.jobs) == 1


async def test_a_kind_nobody_knows_is_dead_at_once(db: Database, bus: Bus) -> None:
    async with at_work(db, bus, StandingClock(), {}):
        await ask(db, "dance")
        await until_left(db, dead=1)
    assert await db.read(errors) == ["nobody knows how to do 'dance'"]


async def test_a_crash_is_tried_again_and_at_last_given_up(db: Database, bus: Bus) -> None:
    clock = StandingClock()
    handler = Noted(*[RuntimeError("bug")] * 10)
    async with at_work(db, bus, clock, {"turn": handler}):
        await ask(db, "turn")
        for tries in range(1, 6):
            await handler.until_tried(tries)
            await until_left(db, **({"todo": 1} if tries < 5 else {"dead": 1}))
            clock.forward(3600)
        await asyncio.sleep(0.05)
    assert [job.attempt for job in handler.jobs] == [1, 2, 3, 4, 5]


async def test_a_crash_does_not_stop_the_worker(db: Database, bus: Bus) -> None:
    good = Noted()
    async with at_work(db, bus, StandingClock(), {"bad": Noted(RuntimeError("bug")), "good": good}):
        await ask(db, "bad", "good")
        await until_left(db, todo=1)
    assert good.kinds == ["good"]


async def test_a_job_whose_worker_keeps_dying_is_given_up_too(db: Database, bus: Bus) -> None:
    clock, handler = StandingClock(), Noted()
    await ask(db, "deadly")
    for number in range(20):  # each time the whole process dies in the middle of it
        await taken_by(db, f"w{number}", clock())
        clock.forward(LEASE.total_seconds() + 1)
    async with at_work(db, bus, clock, {"deadly": handler}):
        await until_left(db, dead=1)
    assert handler.jobs == []


def test_the_waits_between_crashes_grow() -> None:
    outcomes = [crash_outcome(a_job(attempt), START) for attempt in range(1, 6)]
    waits = [outcome.at for outcome in outcomes if isinstance(outcome, Again)]
    assert len(waits) == 4
    assert waits == sorted(set(waits))
    assert isinstance(outcomes[-1], Dead)


async def test_a_handler_that_never_ends_is_stopped_before_its_lease_does(
    db: Database, bus: Bus
) -> None:
    handler = Stuck()
    worker = Worker(
        db,
        bus,
        StandingClock(),
        {"turn": handler},
        name="w",
        lease=dt.timedelta(seconds=0.1),
        poll=0.02,
    )
    await ask(db, "turn")
    async with asyncio.TaskGroup() as group:
        task = group.create_task(worker.run())
        await until(lambda: handler.cancelled == 1)
        await until_left(db, todo=1)
        task.cancel()
    assert await db.read(errors) == ["crashed on try 1"]


async def test_lanes_run_side_by_side(db: Database, bus: Bus) -> None:
    handler = Stuck()
    await ask(db, "a", "b", "c", kind="turn")
    async with at_work(db, bus, StandingClock(), {"turn": handler}):
        await until(lambda: sorted(handler.begun) == ["a", "b", "c"])
        handler.go_on.set()
        await until_left(db)


async def test_one_lane_runs_one_by_one(db: Database, bus: Bus) -> None:
    handler = Stuck()
    await ask(db, "a", "b", kind="turn", lane="one")
    async with at_work(db, bus, StandingClock(), {"turn": handler}):
        await until(lambda: handler.begun == ["a"])
        await asyncio.sleep(0.05)
        assert handler.begun == ["a"]
        handler.go_on.set()
        await until_left(db)
    assert handler.begun == ["a", "b"]


async def test_no_more_run_at_once_than_there_are_slots(db: Database, bus: Bus) -> None:
    handler = Stuck()
    await ask(db, "a", "b", "c", kind="turn")
    async with at_work(db, bus, StandingClock(), {"turn": handler}, slots=2):
        await until(lambda: len(handler.begun) == 2)
        await asyncio.sleep(0.05)
        assert len(handler.begun) == 2
        handler.go_on.set()
        await until_left(db)
    assert len(handler.begun) == 3


async def test_a_new_job_does_not_wait_for_the_poll(db: Database, bus: Bus) -> None:
    handler = Noted()
    worker = Worker(db, bus, StandingClock(), {"turn": handler}, name="w", poll=60)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(worker.run())
        await asyncio.sleep(0.05)
        await ask(db, "turn", "turn", "turn")
        await until(lambda: len(handler.jobs) == 3, seconds=5)
        task.cancel()


async def test_a_lost_ring_costs_only_a_poll(db: Database) -> None:
    handler = Noted()
    async with at_work(db, Bus(), StandingClock(), {"turn": handler}):  # a bus nobody rings
        await asyncio.sleep(0.03)
        await ask(db, "turn")
        await until_left(db)
    assert len(handler.jobs) == 1


async def test_what_was_under_way_when_the_worker_stopped_is_taken_up_again(
    db: Database, bus: Bus
) -> None:
    clock, stuck, after = StandingClock(), Stuck(), Noted()
    await ask(db, "turn")
    async with at_work(db, bus, clock, {"turn": stuck}):
        await until(lambda: stuck.begun == ["turn"])
    assert stuck.cancelled == 1
    assert await db.read(jobs.counts) == {"doing": 1}

    async with at_work(db, bus, clock, {"turn": after}):
        await asyncio.sleep(0.05)
        assert after.jobs == []
        clock.forward(LEASE.total_seconds() + 1)
        await until_left(db)
    assert [job.attempt for job in after.jobs] == [2]


async def test_no_transaction_is_open_while_a_handler_works(db: Database, bus: Bus) -> None:
    async def writes(job: Job) -> Outcome:
        async with asyncio.timeout(5):
            await db.write(lambda tx: jobs.enqueue(tx, "other", "x", job.payload, now=START))
        return Done()

    other = Noted()
    async with at_work(db, bus, StandingClock(), {"turn": writes, "other": other}):
        await ask(db, "turn")
        await until(lambda: other.kinds == ["other"])
        await until_left(db)


def errors(tx: Tx) -> list[str]:
    return [row.error for row in tx.all(sa.select(jobs.jobs.c.error))]


def a_job(attempt: int) -> Job:
    return Job(id=1, kind="turn", payload={}, attempt=attempt, first_at=START)
