"""PostgreSQL: any number of processes; rings travel by NOTIFY, inside the transaction."""

import asyncio
import random
from collections.abc import Callable
from typing import Any, TypeVar

import asyncpg
import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from runtime.db import DatabaseDown, Ring, Tx, Work

T = TypeVar("T")
log = structlog.get_logger()
_LONGEST_RING = 7900  # bytes of a payload
_CHANNEL = "tanya"
_TRIES = 4
_TRY_AGAIN = frozenset({"40001", "40P01"})  # could not serialise, deadlock: nothing was done


class Postgres:
    """A `runtime.db.Database` on a server."""

    dialect = "postgresql"

    def __init__(self, url: str, ring: Ring, *, connections: int = 10) -> None:
        self.url = url
        self._ring, self._closed = ring, False
        self._engine = create_async_engine(
            url,
            pool_size=connections,
            max_overflow=0,
            query_cache_size=1000,
            hide_parameters=True,  # an error must not carry what people wrote into the log
        )
        sa.event.listen(self._engine.sync_engine, "checkout", _refuse_closed)

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction; return its value after COMMIT."""
        self._check_open()
        for attempt in range(_TRIES):
            try:
                result, rings = await self._write(work)
            except sa.exc.DBAPIError as why:
                if attempt + 1 == _TRIES or _state(why) not in _TRY_AGAIN:
                    raise
                await asyncio.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311
            else:
                self._ring(rings)
                return result
        raise AssertionError("unreachable")

    async def _write(self, work: Work[T]) -> tuple[T, set[str]]:
        async with self._engine.begin() as conn:
            result, rings = await conn.run_sync(_piece(work))
            if rings:
                await _notify(conn, rings)
        return result, rings

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` on one snapshot."""
        self._check_open()
        async with self._engine.connect() as conn:
            await conn.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            async with conn.begin():
                return (await conn.run_sync(_piece(work)))[0]

    async def close(self) -> None:
        """Let go of every connection."""
        self._closed = True
        await self._engine.dispose()

    def _check_open(self) -> None:
        if self._closed:
            raise DatabaseDown("the database is closed")

    async def follow(self) -> None:
        """Hear the rings of other processes until cancelled; reconnects by itself."""
        plain = self.url.replace("postgresql+asyncpg", "postgresql")
        delay = 0.2
        while True:
            try:
                await self._listen(plain)
                delay = 0.2  # it had been there
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as why:
                log.warning("bus.lost", why=type(why).__name__)
            await asyncio.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311
            delay = min(delay * 2, 5)

    async def _listen(self, plain: str) -> None:
        conn = await asyncpg.connect(plain)
        gone = asyncio.Event()
        try:
            conn.add_termination_listener(lambda *_: gone.set())
            await conn.add_listener(_CHANNEL, self._heard)
            self._ring(
                {"jobs", "events", "queue", "presence", "teams"}
            )  # whatever was missed while away
            await gone.wait()
        finally:
            conn.terminate()

    def _heard(self, *args: Any) -> None:  # noqa: ANN401
        self._ring(str(args[3]).split(","))


def _refuse_closed(dbapi: Any, *_: object) -> None:  # noqa: ANN401
    """Let the pool replace a connection that the server has ended; asking it takes no round trip.

    SQLAlchemy's own ping takes three for every transaction: more than many of ours take at all.
    """
    if dbapi.driver_connection.is_closed():
        raise sa.exc.DisconnectionError


def _state(why: sa.exc.DBAPIError) -> str | None:
    """The server's SQLSTATE."""
    return getattr(why.orig, "sqlstate", None)


def _piece(work: Work[T]) -> Callable[[sa.Connection], tuple[T, set[str]]]:
    def run(conn: sa.Connection) -> tuple[T, set[str]]:
        tx = Tx(conn)
        return work(tx), tx.rings

    return run


async def _notify(conn: AsyncConnection, rings: set[str]) -> None:
    """Ring in the other processes; a long list is several, for one may have 8,000 bytes."""
    payload = ""
    for topic in sorted(rings):
        if payload and len(payload) + len(topic) >= _LONGEST_RING:
            await _notify_one(conn, payload)
            payload = ""
        payload = f"{payload},{topic}" if payload else topic
    await _notify_one(conn, payload)


async def _notify_one(conn: AsyncConnection, payload: str) -> None:
    await conn.execute(sa.select(sa.func.pg_notify(_CHANNEL, payload)))
