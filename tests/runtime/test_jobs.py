"""The queue: in lanes, in time, and never lost."""

import asyncio
import datetime as dt
import itertools
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap import database
from runtime import jobs
from runtime.bus import Bus
from runtime.db import Database, Tx
from runtime.tables import meta

NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
LEASE = dt.timedelta(seconds=60)
LATER = NOW + LEASE + dt.timedelta(seconds=1)


class Oops(Exception):
    pass


async def ask(db: Database, *kinds: str, lane: str = "", run_at: dt.datetime = NOW) -> None:
    """Ask for jobs, each in a lane of its own unless one is named."""

    def work(tx: Tx) -> None:
        for kind in kinds:
            jobs.enqueue(tx, kind, lane or kind, {"of": kind}, now=NOW, run_at=run_at)

    await db.write(work)


async def take(
    db: Database, worker: str = "w", now: dt.datetime = NOW, at_most: int = 10
) -> list[sa.Row[Any]]:
    return await db.write(lambda tx: jobs.claim(tx, worker, now, LEASE, at_most))


async def taken(
    db: Database, worker: str = "w", now: dt.datetime = NOW, at_most: int = 10
) -> list[str]:
    return [row.kind for row in await take(db, worker, now, at_most)]


async def finish(db: Database, job: int, worker: str = "w") -> None:
    await db.write(lambda tx: jobs.finish(tx, job, worker))


async def bury(db: Database, job: int, worker: str = "w") -> None:
    await db.write(lambda tx: jobs.bury(tx, job, worker, "blocked"))


async def states(db: Database) -> dict[str, int]:
    return await db.read(jobs.counts)


async def test_a_job_comes_with_what_was_said_about_it(db: Database) -> None:
    await ask(db, "turn", lane="conversation:1")
    [row] = await take(db)
    assert (row.kind, row.lane, row.payload) == ("turn", "conversation:1", {"of": "turn"})
    assert (row.attempt, row.first_at) == (1, NOW)


async def test_a_job_asked_for_in_a_transaction_that_failed_is_not_there(db: Database) -> None:
    def work(tx: Tx) -> None:
        jobs.enqueue(tx, "turn", "lane", {}, now=NOW)
        raise Oops

    with pytest.raises(Oops):
        await db.write(work)
    assert await states(db) == {}


async def test_jobs_of_different_lanes_are_taken_together(db: Database) -> None:
    await ask(db, "a", "b", "c")
    assert await taken(db) == ["a", "b", "c"]


async def test_jobs_of_one_lane_come_one_by_one_and_in_order(db: Database) -> None:
    await ask(db, "first", "second", "third", lane="one")
    for kind in ("first", "second", "third"):
        [row] = await take(db)
        assert row.kind == kind
        assert await taken(db, "another") == []
        await finish(db, row.id)
    assert await states(db) == {}


async def test_a_job_that_waits_for_another_try_holds_its_lane(db: Database) -> None:
    await ask(db, "first", "second", lane="one")
    [row] = await take(db)
    await db.write(lambda tx: jobs.put_off(tx, row.id, "w", LATER, "no answer"))
    assert await taken(db) == []
    assert await taken(db, now=LATER) == ["first"]


async def test_no_more_are_taken_than_asked_for(db: Database) -> None:
    await ask(db, "a", "b", "c")
    assert await taken(db, at_most=2) == ["a", "b"]
    assert await taken(db, at_most=2) == ["c"]


async def test_nothing_is_taken_before_its_time(db: Database) -> None:
    await ask(db, "later", run_at=LATER)
    assert await taken(db) == []
    assert await taken(db, now=LATER - dt.timedelta(microseconds=1)) == []
    assert await taken(db, now=LATER) == ["later"]


async def test_whoever_has_waited_longest_comes_first(db: Database) -> None:
    await ask(db, "young", run_at=NOW)
    await ask(db, "old", run_at=NOW - LEASE)
    assert await taken(db, at_most=1) == ["old"]


async def test_a_job_is_handed_over_when_its_lease_ends(db: Database) -> None:
    await ask(db, "job")
    await take(db, "dead worker")
    assert await taken(db, "heir", NOW + LEASE - dt.timedelta(seconds=1)) == []
    [row] = await take(db, "heir", LATER)
    assert (row.kind, row.attempt, row.first_at) == ("job", 2, NOW)


@pytest.mark.parametrize("act", ["finish", "put_off", "bury"])
async def test_a_worker_that_lost_its_lease_changes_nothing(db: Database, act: str) -> None:
    await ask(db, "job")
    [row] = await take(db, "slow")
    await take(db, "heir", LATER)

    def late(tx: Tx) -> None:
        match act:
            case "finish":
                jobs.finish(tx, row.id, "slow")
            case "put_off":
                jobs.put_off(tx, row.id, "slow", NOW, "late")
            case _:
                jobs.bury(tx, row.id, "slow", "late")

    await db.write(late)
    assert await states(db) == {"doing": 1}
    await finish(db, row.id, "heir")
    assert await states(db) == {}


async def test_a_job_put_off_comes_back_at_its_time_and_remembers_its_tries(db: Database) -> None:
    await ask(db, "job")
    [row] = await take(db)
    await db.write(lambda tx: jobs.put_off(tx, row.id, "w", LATER, "no answer"))
    assert await taken(db) == []
    [again] = await take(db, now=LATER)
    assert (again.id, again.attempt, again.first_at) == (row.id, 2, NOW)


async def test_a_dead_job_stays_to_be_seen_and_no_longer_holds_its_lane(db: Database) -> None:
    await ask(db, "first", "second", lane="one")
    [row] = await take(db)
    await bury(db, row.id)
    assert await states(db) == {"dead": 1, "todo": 1}
    assert await taken(db) == ["second"]
    why = await db.read(lambda tx: tx.value(sa.select(jobs.jobs.c.error)))
    assert why == "blocked"


async def test_a_revived_job_begins_anew(db: Database) -> None:
    await ask(db, "job")
    [row] = await take(db)
    await bury(db, row.id)
    assert await db.write(lambda tx: jobs.revive(tx, LATER)) == 1
    [again] = await take(db, now=LATER)
    assert (again.id, again.attempt, again.first_at) == (row.id, 1, LATER)


async def test_only_the_dead_jobs_that_were_named_are_revived(db: Database) -> None:
    await ask(db, "a", "b", "alive")
    a, b, _ = await take(db)
    for row in (a, b):
        await bury(db, row.id)
    assert await db.write(lambda tx: jobs.revive(tx, NOW, b.id)) == 1
    assert await states(db) == {"dead": 1, "todo": 1, "doing": 1}
    assert await taken(db) == ["b"]


async def test_a_revived_job_waits_while_another_of_its_lane_is_being_done(db: Database) -> None:
    await ask(db, "first", "second", lane="one")
    [first] = await take(db)
    await bury(db, first.id)
    assert await taken(db) == ["second"]
    await db.write(lambda tx: jobs.revive(tx, NOW, first.id))
    assert await taken(db, "another") == []


async def test_the_next_moment_is_that_of_the_earliest_job_or_lease(db: Database) -> None:
    assert await db.read(jobs.next_due) is None
    await ask(db, "later", run_at=LATER + LEASE)
    assert await db.read(jobs.next_due) == LATER + LEASE
    await ask(db, "now")
    assert await db.read(jobs.next_due) == NOW
    [row] = await take(db)
    assert await db.read(jobs.next_due) == NOW + LEASE
    await bury(db, row.id)
    assert await db.read(jobs.next_due) == LATER + LEASE


async def test_a_fresh_process_frees_what_a_dead_one_held(db: Database) -> None:
    await ask(db, "a", "b")
    await take(db, "dead")
    assert await taken(db) == []
    assert await db.write(jobs.release_all) == 2
    assert await taken(db) == ["a", "b"]


async def test_freeing_touches_neither_waiting_nor_dead_jobs(db: Database) -> None:
    await ask(db, "dead")
    [row] = await take(db)
    await bury(db, row.id)
    await ask(db, "waiting", run_at=LATER)
    assert await db.write(jobs.release_all) == 0
    assert await states(db) == {"dead": 1, "todo": 1}


async def test_asking_rings_the_bell(db: Database, bus: Bus) -> None:
    async with bus.listen("jobs") as bell:
        await ask(db, "job")
        assert await bell.wait(5)


async def test_many_workers_take_each_job_once(database_url: str) -> None:
    shared = [database(database_url, Bus())]
    if shared[0].dialect == "postgresql":
        shared.append(database(database_url, Bus()))  # as if it were another process
    await ask(shared[0], *(f"job{n}" for n in range(60)))
    got: list[str] = []

    async def worker(db: Database, name: str) -> None:
        while claimed := await take(db, name, at_most=3):
            got.extend(row.kind for row in claimed)
            for row in claimed:
                await finish(db, row.id, name)

    async with asyncio.TaskGroup() as group:
        for number, db in enumerate(itertools.islice(itertools.cycle(shared), 6)):
            group.create_task(worker(db, f"w{number}"))

    assert sorted(got) == sorted(f"job{n}" for n in range(60))
    assert await states(shared[0]) == {}
    for db in shared:
        await db.close()


@pytest.mark.slow
async def test_a_worker_skips_what_another_is_just_taking(postgres_url: str) -> None:
    one, two = database(postgres_url, Bus()), database(postgres_url, Bus())
    await ask(one, "a", "b")
    held, go_on = asyncio.Event(), asyncio.Event()

    def hesitate(tx: Tx) -> list[str]:
        claimed = [row.kind for row in jobs.claim(tx, "one", NOW, LEASE, 1)]
        held.set()
        while not go_on.is_set():
            tx.run(sa.text("select pg_sleep(0.005)"))
        return claimed

    async with asyncio.TaskGroup() as group:
        slow = group.create_task(one.write(hesitate))
        await held.wait()
        async with asyncio.timeout(10):
            assert await taken(two, "two") == ["b"]
        go_on.set()

    assert slow.result() == ["a"]
    for db in (one, two):
        await db.close()


@pytest.mark.slow
async def test_the_rest_of_a_lane_waits_while_its_first_is_just_being_taken(
    postgres_url: str,
) -> None:
    one, two = database(postgres_url, Bus()), database(postgres_url, Bus())
    await ask(one, "first", "second", lane="one")
    held, go_on = asyncio.Event(), asyncio.Event()

    def hesitate(tx: Tx) -> None:
        jobs.claim(tx, "one", NOW, LEASE, 10)
        held.set()
        while not go_on.is_set():
            tx.run(sa.text("select pg_sleep(0.005)"))

    async with asyncio.TaskGroup() as group:
        group.create_task(one.write(hesitate))
        await held.wait()
        assert await taken(two, "two") == []
        go_on.set()
    assert await taken(two, "two") == []
    for db in (one, two):
        await db.close()


acts = st.lists(
    st.tuples(
        st.sampled_from(["ask", "take", "finish", "put off", "bury", "lapse"]), st.integers(0, 2)
    ),
    max_size=40,
)


@settings(max_examples=40, deadline=None)
@given(acts)
def test_whatever_happens_no_lane_is_worked_on_twice_and_none_goes_backwards(
    acts: list[tuple[str, int]],
) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as conn:
        meta.create_all(conn, tables=[jobs.jobs])
        Lanes(Tx(conn)).play(acts)
    engine.dispose()


class Lanes:
    """Play a story on a queue, and check at every step what must hold."""

    def __init__(self, tx: Tx) -> None:
        self.tx, self.now = tx, NOW
        self.doing: dict[str, int] = {}  # lane -> job
        self.ended: dict[str, int] = {}

    def play(self, acts: list[tuple[str, int]]) -> None:
        for act, number in acts:
            self.now += dt.timedelta(seconds=1)
            lane = f"lane{number}"
            match act:
                case "ask":
                    jobs.enqueue(self.tx, "k", lane, {}, now=self.now)
                case "take":
                    self.take(number + 1)
                case "lapse":
                    self.now += 2 * LEASE
                    self.doing.clear()
                case _ if lane in self.doing:
                    self.end(act, lane, self.doing.pop(lane))
                case _:
                    pass

    def take(self, at_most: int) -> None:
        for row in jobs.claim(self.tx, "w", self.now, LEASE, at_most):
            assert row.lane not in self.doing
            assert row.id > self.ended.get(row.lane, 0)
            self.doing[row.lane] = row.id

    def end(self, act: str, lane: str, job: int) -> None:
        match act:
            case "finish":
                jobs.finish(self.tx, job, "w")
                self.ended[lane] = job
            case "bury":
                jobs.bury(self.tx, job, "w", "over")
                self.ended[lane] = job
            case _:
                jobs.put_off(self.tx, job, "w", self.now, "again")


WELL = "channel:surat"
SOON = dt.timedelta(seconds=1)


async def _put_off(db: Database, *kinds: str, until: dt.datetime, waits_for: str | None) -> None:
    """Jobs that were tried once, and wait."""
    await ask(db, *kinds)
    for row in await take(db):
        if row.kind in kinds:
            await _later(db, row.id, until, waits_for)


async def _later(db: Database, job: int, until: dt.datetime, waits_for: str | None) -> None:
    await db.write(lambda tx: jobs.put_off(tx, job, "w", until, "down", waits_for))


async def _hasten(db: Database, waits_for: str = WELL, now: dt.datetime = NOW) -> int:
    return await db.write(lambda tx: jobs.hasten(tx, waits_for, now, SOON))


async def test_what_waits_for_something_is_brought_forward_one_by_one(db: Database) -> None:
    hour = NOW + dt.timedelta(hours=1)
    await _put_off(db, "a", "b", "c", until=hour, waits_for=WELL)

    assert await _hasten(db) == 3
    assert await taken(db, now=NOW) == ["a"]
    assert await taken(db, now=NOW + SOON) == ["b"]
    assert await taken(db, now=NOW + 2 * SOON) == ["c"]
    assert await _hasten(db) == 0, "once"


async def test_what_waits_for_another_thing_or_for_its_time_waits_on(db: Database) -> None:
    hour = NOW + dt.timedelta(hours=1)
    await _put_off(db, "other", until=hour, waits_for="channel:telegram")
    await _put_off(db, "asked to wait", until=hour, waits_for=None)
    await ask(db, "held", run_at=hour)

    assert await _hasten(db) == 0
    assert await taken(db, now=NOW + 2 * SOON) == []


async def test_hastening_delays_nothing(db: Database) -> None:
    await _put_off(db, "first", "due", until=NOW, waits_for=WELL)

    assert await _hasten(db, now=NOW + dt.timedelta(hours=1)) == 2
    assert await taken(db, now=NOW) == ["first", "due"]


async def test_a_job_that_fails_for_another_reason_waits_for_its_own_time(db: Database) -> None:
    hour = NOW + dt.timedelta(hours=1)
    await _put_off(db, "a", until=NOW, waits_for=WELL)
    [row] = await take(db)
    await db.write(lambda tx: jobs.put_off(tx, row.id, "w", hour, "greylisted"))

    assert await _hasten(db) == 0


async def test_the_order_of_a_lane_stays_when_it_is_hastened(db: Database) -> None:
    hour = NOW + dt.timedelta(hours=1)
    await ask(db, "first", "second", lane="talk")
    [row] = await take(db)
    await db.write(lambda tx: jobs.put_off(tx, row.id, "w", hour, "down", WELL))
    assert await taken(db) == [], "the second waits for the first"

    assert await _hasten(db) == 1
    assert await taken(db) == ["first"]


async def test_two_that_hasten_at_once_do_not_wait_for_each_other(db: Database) -> None:
    hour = NOW + dt.timedelta(hours=1)
    await _put_off(db, *"abcdefgh", until=hour, waits_for=WELL)
    async with asyncio.TaskGroup() as group:
        both = [group.create_task(_hasten(db)) for _ in range(2)]

    assert sum(task.result() for task in both) == 8
    assert len(await taken(db, now=NOW + 8 * SOON)) == 8


async def test_one_that_waits_in_the_lane_is_enough(db: Database) -> None:
    async def once() -> None:
        await db.write(lambda tx: jobs.enqueue_once(tx, "look", "look", {}, now=NOW))

    await once()
    await once()
    [row] = await take(db)
    await once()  # what is under way may have looked already
    await finish(db, row.id)
    assert await taken(db) == ["look"]
    assert await states(db) == {"doing": 1}
