"""Both engines keep the one promise: written is written, undone is undone, read is a snapshot."""

import asyncio
import contextlib
import datetime as dt
import threading
import time
import uuid
from collections.abc import Callable

import asyncpg
import pytest
import sqlalchemy as sa

from app.bootstrap import database
from runtime import jobs
from runtime.bus import Bus
from runtime.db import Database, DatabaseDown, Tx
from runtime.sqlite import Sqlite

NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


def add(name: str) -> Callable[[Tx], None]:
    """Work that leaves a trace."""
    return lambda tx: jobs.enqueue(tx, name, name, {}, now=NOW)


def kinds(tx: Tx) -> list[str]:
    """All traces, in order."""
    return [row.kind for row in tx.all(sa.select(jobs.jobs.c.kind).order_by(jobs.jobs.c.id))]


class Oops(Exception):
    pass


def add_and_fail(tx: Tx) -> None:
    add("failing")(tx)
    raise Oops


def hold(tx: Tx, until: threading.Event) -> None:
    """Stay inside the transaction; on PostgreSQL without holding up the event loop."""
    end = time.monotonic() + 10
    while not until.is_set() and time.monotonic() < end:
        if tx.conn.dialect.name == "sqlite":
            until.wait(10)
        else:
            tx.run(sa.text("select pg_sleep(0.005)"))


class Gate:
    """Work that holds the writer until it is let go: what comes meanwhile shares one commit."""

    def __init__(self) -> None:
        self.entered, self._go = threading.Event(), threading.Event()

    def __call__(self, tx: Tx) -> None:
        add("gate")(tx)
        self.entered.set()
        hold(tx, self._go)

    async def reached(self) -> None:
        assert await asyncio.to_thread(self.entered.wait, 10)

    def open(self) -> None:
        self._go.set()


async def test_a_write_gives_its_value_back_and_is_there_afterwards(db: Database) -> None:
    def work(tx: Tx) -> str:
        add("one")(tx)
        return "value"

    assert await db.write(work) == "value"
    assert await db.read(kinds) == ["one"]


async def test_what_a_failing_write_did_is_undone_and_its_error_is_told(db: Database) -> None:
    with pytest.raises(Oops):
        await db.write(add_and_fail)
    assert await db.read(kinds) == []


async def test_the_database_goes_on_after_a_failure(db: Database) -> None:
    with pytest.raises(Oops):
        await db.write(add_and_fail)
    await db.write(add("next"))
    assert await db.read(kinds) == ["next"]


async def test_of_many_writes_at_once_only_the_failing_ones_are_undone(db: Database) -> None:
    failed: list[int] = []

    async def one(number: int) -> None:
        try:
            await db.write(add_and_fail if number % 3 == 0 else add(f"n{number}"))
        except Oops:
            failed.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(30):
            group.create_task(one(number))

    assert sorted(failed) == list(range(0, 30, 3))
    assert sorted(await db.read(kinds)) == sorted(f"n{n}" for n in range(30) if n % 3)


async def test_one_failing_piece_of_a_shared_transaction_undoes_only_itself(
    sqlite_url: str,
) -> None:
    db, gate = Sqlite(sqlite_url, Bus().ring), Gate()
    outcomes: dict[str, str] = {}

    async def piece(name: str, work: Callable[[Tx], None]) -> None:
        try:
            await db.write(work)
            outcomes[name] = "kept"
        except Oops:
            outcomes[name] = "undone"

    async with asyncio.TaskGroup() as group:
        group.create_task(db.write(gate))
        await gate.reached()
        group.create_task(piece("before", add("before")))
        group.create_task(piece("failing", add_and_fail))
        group.create_task(piece("after", add("after")))
        await asyncio.sleep(0.02)
        assert outcomes == {}
        gate.open()

    assert outcomes == {"before": "kept", "failing": "undone", "after": "kept"}
    assert await db.read(kinds) == ["gate", "before", "after"]
    await db.close()


async def test_pieces_that_wait_together_share_one_commit(sqlite_url: str) -> None:
    db, gate = Sqlite(sqlite_url, Bus().ring), Gate()
    commits: list[str] = []
    sa.event.listen(
        db._engine,
        "before_cursor_execute",
        lambda _c, _cur, statement, *_: commits.append(statement) if statement == "commit" else 0,
    )

    async with asyncio.TaskGroup() as group:
        group.create_task(db.write(gate))
        await gate.reached()
        for number in range(20):
            group.create_task(db.write(add(f"n{number}")))
        await asyncio.sleep(0.02)
        gate.open()

    assert len(await db.read(kinds)) == 21
    assert len(commits) == 2
    await db.close()


async def test_a_statement_the_database_refuses_undoes_only_its_own_piece(sqlite_url: str) -> None:
    db, gate = Sqlite(sqlite_url, Bus().ring), Gate()

    def twice(tx: Tx) -> None:
        add("twice")(tx)
        tx.run(sa.text("insert into jobs (id) values (1)"))

    async with asyncio.TaskGroup() as group:
        group.create_task(db.write(gate))
        await gate.reached()
        refused = group.create_task(_outcome(db, twice))
        kept = group.create_task(_outcome(db, add("kept")))
        await asyncio.sleep(0.02)
        gate.open()

    assert isinstance(refused.result(), sa.exc.IntegrityError)
    assert kept.result() is None
    assert await db.read(kinds) == ["gate", "kept"]
    await db.close()


async def _outcome(db: Database, work: Callable[[Tx], None]) -> BaseException | None:
    try:
        await db.write(work)
    except Exception as why:  # noqa: BLE001
        return why
    return None


async def test_no_bell_rings_before_the_commit(db: Database, bus: Bus) -> None:
    gate = Gate()
    async with bus.listen("jobs") as bell, asyncio.TaskGroup() as group:
        group.create_task(db.write(gate))
        await gate.reached()
        assert not await bell.wait(0.05)
        gate.open()
        assert await bell.wait(5)


async def test_what_is_committed_rings_though_who_asked_for_it_has_left(
    sqlite_url: str, bus: Bus
) -> None:
    """As when a citizen's connection breaks; PostgreSQL undoes it, or its NOTIFY rings."""
    db, gate = Sqlite(sqlite_url, bus.ring), Gate()
    async with bus.listen("jobs") as bell:
        async with asyncio.TaskGroup() as group:
            leaving = group.create_task(db.write(gate))
            await gate.reached()
            leaving.cancel()
        gate.open()
        assert await bell.wait(5)
    assert await db.read(kinds) == ["gate"]
    await db.close()


async def test_a_bell_is_heard_when_the_row_can_be_seen(db: Database, bus: Bus) -> None:
    async with bus.listen("jobs") as bell, asyncio.TaskGroup() as group:
        group.create_task(db.write(add("one")))
        assert await bell.wait(5)
        assert await db.read(kinds) == ["one"]


async def test_a_failed_write_rings_no_bell(db: Database, bus: Bus) -> None:
    async with bus.listen("jobs") as bell:
        with pytest.raises(Oops):
            await db.write(add_and_fail)
        assert not await bell.wait(0.02)


async def test_a_read_changes_nothing(db: Database) -> None:
    with contextlib.suppress(sa.exc.DBAPIError):  # PostgreSQL says so, SQLite forgets it
        await db.read(add("one"))
    assert await db.read(kinds) == []


async def test_a_read_sees_one_snapshot_to_its_end(db: Database) -> None:
    loop, begun, written = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def twice(tx: Tx) -> tuple[list[str], bool, list[str]]:
        before = kinds(tx)
        loop.call_soon_threadsafe(begun.set)
        hold(tx, written)
        return before, written.is_set(), kinds(tx)

    async with asyncio.TaskGroup() as group:
        reading = group.create_task(db.read(twice))
        await begun.wait()
        await db.write(add("one"))
        written.set()

    assert reading.result() == ([], True, [])
    assert await db.read(kinds) == ["one"]


async def test_a_read_does_not_wait_for_the_writer(sqlite_url: str) -> None:
    db, gate = Sqlite(sqlite_url, Bus().ring), Gate()
    async with asyncio.TaskGroup() as group:
        group.create_task(db.write(gate))
        await gate.reached()
        async with asyncio.timeout(10):
            assert await db.read(kinds) == []
        gate.open()
    await db.close()


async def test_an_error_in_a_read_reaches_the_reader(db: Database) -> None:
    def fail(_: Tx) -> None:
        raise Oops

    with pytest.raises(Oops):
        await db.read(fail)
    assert await db.read(kinds) == []


async def test_a_caller_that_gives_up_does_not_wedge_the_writer(db: Database) -> None:
    gate = Gate()
    async with asyncio.TaskGroup() as group:
        group.create_task(db.write(gate))
        await gate.reached()
        gone = group.create_task(db.write(add("gone")))
        stays = group.create_task(db.write(add("stays")))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        gate.open()

    assert gone.cancelled()
    assert stays.done()
    async with asyncio.timeout(5):
        await db.write(add("later"))
    assert {"gate", "stays", "later"} <= set(await db.read(kinds))


async def test_a_caller_cancelled_in_mid_write_leaves_all_or_nothing(db: Database) -> None:
    def two(tx: Tx) -> None:
        add("first")(tx)
        add("second")(tx)

    for patience in (0.0, 0.0005, 0.002, 0.01):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await db.write(two)
    async with asyncio.timeout(5):
        await db.write(add("later"))

    found = await db.read(kinds)
    assert found.count("first") == found.count("second")
    assert found.count("later") == 1


async def test_the_database_takes_more_callers_than_it_has_connections(db: Database) -> None:
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        for number in range(100):
            group.create_task(db.write(add(f"n{number}")))
            group.create_task(db.read(kinds))
    assert len(await db.read(kinds)) == 100


async def test_closing_finishes_what_was_begun(database_url: str) -> None:
    db, gate = database(database_url, Bus()), Gate()
    async with asyncio.TaskGroup() as group:
        group.create_task(db.write(gate))
        await gate.reached()
        begun = group.create_task(db.write(add("begun")))
        await asyncio.sleep(0.02)
        group.create_task(db.close())
        await asyncio.sleep(0.02)
        gate.open()

    assert begun.done()
    again = database(database_url, Bus())
    assert sorted(await again.read(kinds)) == ["begun", "gate"]
    await again.close()


async def test_a_write_while_it_closes_is_done_or_refused_but_never_left_waiting(
    sqlite_url: str,
) -> None:
    db, gate = Sqlite(sqlite_url, Bus().ring), Gate()
    async with asyncio.TaskGroup() as group:
        group.create_task(db.write(gate))
        await gate.reached()
        group.create_task(db.close())
        await asyncio.sleep(0.02)
        group.create_task(_soon(db))
        await asyncio.sleep(0.02)
        gate.open()


async def _soon(db: Database) -> None:
    async with asyncio.timeout(10):
        with contextlib.suppress(DatabaseDown):
            await db.write(add("late"))


async def test_a_write_after_the_end_is_a_clear_error(db: Database) -> None:
    await db.close()
    with pytest.raises(DatabaseDown, match="closed"):
        await db.write(add("late"))


async def test_a_read_after_the_end_is_a_clear_error(db: Database) -> None:
    await db.close()
    with pytest.raises(DatabaseDown, match="closed"):
        await db.read(kinds)


async def test_closing_twice_is_harmless(database_url: str) -> None:
    db = database(database_url, Bus())
    await db.write(add("one"))
    async with asyncio.timeout(5):
        for _ in range(2):
            await db.close()


async def test_what_people_wrote_is_not_in_a_database_error(db: Database) -> None:
    def same_id_twice(tx: Tx) -> None:
        row = {"id": 1, "kind": "k", "lane": "l", "run_at": NOW, "first_at": NOW}
        for _ in range(2):
            tx.run(sa.insert(jobs.jobs), row | {"payload": {"text": "rahasia warga"}})

    with pytest.raises(sa.exc.IntegrityError) as refused:
        await db.write(same_id_twice)
    assert "rahasia warga" not in str(refused.value)


async def test_what_was_written_is_there_for_the_next_process(database_url: str) -> None:
    first = database(database_url, Bus())
    await first.write(add("one"))
    await first.close()
    second = database(database_url, Bus())
    assert await second.read(kinds) == ["one"]
    await second.close()


async def test_foreign_keys_are_kept_on_both_engines(db: Database) -> None:
    orphan = sa.text("insert into tags (ticket, tag) values (:ticket, 'x')")
    nobody = sa.bindparam("ticket", uuid.uuid4(), type_=sa.Uuid)
    with pytest.raises(sa.exc.IntegrityError):
        await db.write(lambda tx: tx.run(orphan.bindparams(nobody)))


@pytest.mark.slow
async def test_connections_that_the_server_has_ended_are_replaced(postgres_url: str) -> None:
    db = database(postgres_url, Bus())
    async with asyncio.TaskGroup() as group:
        for n in range(5):
            group.create_task(db.write(add(f"before {n}")))
    other = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    ended = await other.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    await other.close()
    assert len(ended) > 1
    await asyncio.sleep(0.2)
    async with asyncio.TaskGroup() as group:
        for n in range(5):
            group.create_task(db.write(add(f"after {n}")))
    assert len(await db.read(kinds)) == 10
    await db.close()
