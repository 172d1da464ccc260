"""A limit on how long a read may take; what is over it is given up, on both engines."""

import contextlib
import time
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.refusal import Refusal

_STEPS = 20_000  # of SQLite's machine, between two looks at the clock
_BY_INDEX = MappingProxyType(
    {
        "plan_cache_mode": "force_custom_plan",
        "enable_seqscan": "off",
        "max_parallel_workers_per_gather": "0",  # they are longer in starting than at work
        "jit": "off",  # so it is with this
    }
)
_SEARCHING = MappingProxyType(
    {**_BY_INDEX, "work_mem": "64MB"}  # or all of a page is read that has a place of common words
)
_CANCELLED = "57014"  # PostgreSQL: query_canceled


class TookTooLong(Refusal):
    """A read was given up; ask for less."""


@contextlib.contextmanager
def within(tx: Tx, seconds: float) -> Iterator[None]:
    """Raise `TookTooLong` when the statements of the block take longer; the rest is void then.

    On PostgreSQL each statement has that long, and is read as after `by_index`.
    """
    limited = _on_postgres if tx.conn.dialect.name == "postgresql" else _on_sqlite
    try:
        with limited(tx, seconds):
            yield
    except sa.exc.DBAPIError as why:
        if not _given_up(why):
            raise
        raise TookTooLong from None


def by_index(tx: Tx) -> None:
    """Have what this transaction reads from here on planned for its own values, along indexes.

    How often a word or a tag occurs decides how it is best looked for, and PostgreSQL cannot
    estimate it: with a LIMIT it hopes for the best and reads a whole table, and the plan that it
    keeps for a statement suits common values and is bad for rare ones.
    """
    if tx.conn.dialect.name == "postgresql":
        _set(tx, _BY_INDEX)


def _set(tx: Tx, settings: Mapping[str, str]) -> None:
    """Until the end of the transaction."""
    set_one = sa.func.set_config
    tx.run(sa.select(*(set_one(name, value, sa.true()) for name, value in settings.items())))


@contextlib.contextmanager
def _on_postgres(tx: Tx, seconds: float) -> Iterator[None]:
    _set(tx, {**_SEARCHING, "statement_timeout": str(max(1, round(seconds * 1000)))})
    yield


@contextlib.contextmanager
def _on_sqlite(tx: Tx, seconds: float) -> Iterator[None]:
    driver: Any = tx.conn.connection.driver_connection
    until = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def _given_up(why: sa.exc.DBAPIError) -> bool:
    return getattr(why.orig, "sqlstate", None) == _CANCELLED or str(why.orig) == "interrupted"
