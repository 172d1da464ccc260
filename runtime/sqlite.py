"""SQLite: one writer thread that puts what waits into one transaction, and readers beside it.

While nobody else waits a transaction is committed at once.  While one is being committed others
queue up; they then share the next one, each behind a savepoint of its own, and none is
acknowledged before the common COMMIT.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from runtime.db import DatabaseDown, Ring, Tx, Work

T = TypeVar("T")
_PRAGMAS = (
    "journal_mode=wal",
    "synchronous=full",  # what was acknowledged survives a power cut too
    "foreign_keys=on",
    "busy_timeout=10000",
)


class _Pending:
    """One piece of work, who waits for it, and the loop in which its bells ring."""

    __slots__ = ("done", "error", "loop", "result", "rings", "work")

    def __init__(self, work: Work[Any], loop: asyncio.AbstractEventLoop) -> None:
        self.work, self.loop = work, loop
        self.done: Future[Any] = Future()
        self.result: Any = None
        self.error: BaseException | None = None
        self.rings: set[str] = set()


class Sqlite:
    """A `runtime.db.Database` in one file, for one process."""

    dialect = "sqlite"

    def __init__(self, url: str, ring: Ring, *, at_most: int = 128, readers: int = 2) -> None:
        self.url = url
        self._ring, self._at_most = ring, at_most
        self._engine = engine(url, pool_size=readers + 1)
        self._closed = False
        self._inbox: queue.SimpleQueue[_Pending | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(readers, "sqlite-reader")
        self._writer = threading.Thread(target=self._write_all, name="sqlite-writer", daemon=True)
        self._writer.start()

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction, perhaps shared; return its value after COMMIT."""
        self._check_open()
        pending = _Pending(work, asyncio.get_running_loop())
        self._inbox.put(pending)
        result: T = await asyncio.wrap_future(pending.done)
        return result

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` on a snapshot of its own."""
        self._check_open()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._read, work)

    async def close(self) -> None:
        """Finish what was begun, and let go."""
        self._closed = True
        self._inbox.put(None)
        await asyncio.to_thread(self._writer.join)
        self._readers.shutdown()
        self._engine.dispose()

    def _check_open(self) -> None:
        if self._closed or not self._writer.is_alive():
            raise DatabaseDown("the database is closed")

    def _read(self, work: Work[T]) -> T:
        with self._engine.connect() as conn:
            conn.exec_driver_sql("begin")
            try:
                return work(Tx(conn))
            finally:
                conn.exec_driver_sql("rollback")

    def _write_all(self) -> None:
        open_ = True
        while open_:
            first = self._inbox.get()
            if first is None:
                return
            batch = [first]
            with contextlib.suppress(queue.Empty):
                while len(batch) < self._at_most:
                    more = self._inbox.get_nowait()
                    if more is None:
                        open_ = False
                        break
                    batch.append(more)
            self._commit(batch)

    def _commit(self, batch: list[_Pending]) -> None:
        try:
            with self._engine.connect() as conn:
                conn.exec_driver_sql("begin immediate")
                try:
                    for pending in batch:
                        _attempt(conn, pending, alone=len(batch) == 1)
                except BaseException:
                    conn.exec_driver_sql("rollback")
                    raise
                conn.exec_driver_sql("commit")
        except BaseException as why:  # noqa: BLE001  whoever waits must hear of it
            for pending in batch:
                pending.error = pending.error or why
        for pending in batch:
            if pending.rings and pending.error is None:
                with contextlib.suppress(RuntimeError):  # the loop is over: nobody listens
                    pending.loop.call_soon_threadsafe(self._ring, pending.rings)
            _tell(pending)


def _attempt(conn: sa.Connection, pending: _Pending, *, alone: bool) -> None:
    """Do one piece of work; if it fails, only it is undone."""
    tx = Tx(conn)
    if alone:
        pending.result = pending.work(tx)
    else:
        conn.exec_driver_sql("savepoint piece")
        try:
            pending.result = pending.work(tx)
        except Exception as why:  # noqa: BLE001  handed to whoever waits
            conn.exec_driver_sql("rollback to piece")
            pending.error = why
        conn.exec_driver_sql("release piece")
    pending.rings = tx.rings


def _tell(pending: _Pending) -> None:
    if not pending.done.set_running_or_notify_cancel():
        return
    if pending.error is not None:
        pending.done.set_exception(pending.error)
    else:
        pending.done.set_result(pending.result)


def engine(url: str, *, pool_size: int = 2) -> sa.Engine:
    """A plain engine for this file; transactions begin only where we say so."""
    plain = sa.make_url(url).set(drivername="sqlite+pysqlite")
    if plain.database and plain.database != ":memory:":
        Path(plain.database).parent.mkdir(parents=True, exist_ok=True)
    made = sa.create_engine(
        plain,
        poolclass=sa.QueuePool,
        pool_size=pool_size,
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False},
        query_cache_size=1000,
        hide_parameters=True,  # an error must not carry what people wrote into the log
    )

    @sa.event.listens_for(made, "connect")
    def _(dbapi: Any, _record: object) -> None:  # noqa: ANN401
        for pragma in _PRAGMAS:
            dbapi.execute(f"pragma {pragma}")

    return made


@contextlib.contextmanager
def transaction(url: str) -> Iterator[sa.Connection]:
    """One connection and one transaction, for migrations and the command line."""
    made = engine(url)
    try:
        with made.connect() as conn:
            conn.exec_driver_sql("begin immediate")
            try:
                yield conn
            except BaseException:
                conn.exec_driver_sql("rollback")
                raise
            conn.exec_driver_sql("commit")
    finally:
        made.dispose()
