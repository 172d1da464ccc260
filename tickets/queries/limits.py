"""A limit on how long a read may take; what is over it is given up, on both engines."""

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.refusal import Refusal

_STEPS = 20_000  # of SQLite's machine, between two looks at the clock
_CANCELLED = "57014"  # PostgreSQL: query_canceled


class TookTooLong(Refusal):
    """A read was given up; ask for less."""


@contextlib.contextmanager
def within(tx: Tx, seconds: float) -> Iterator[None]:
    """Raise `TookTooLong` when the statements of the block take longer; the rest is void then.

    On PostgreSQL each statement has that long, and each is planned for its own values: how often
    a word occurs decides how it is best looked for.
    """
    limited = _on_postgres if tx.conn.dialect.name == "postgresql" else _on_sqlite
    try:
        with limited(tx, seconds):
            yield
    except sa.exc.DBAPIError as why:
        if not _given_up(why):
            raise
        raise TookTooLong from None


@contextlib.contextmanager
def _on_postgres(tx: Tx, seconds: float) -> Iterator[None]:
    limit = str(max(1, round(seconds * 1000)))
    tx.run(
        sa.select(
            sa.func.set_config("statement_timeout", limit, sa.true()),
            sa.func.set_config("plan_cache_mode", "force_custom_plan", sa.true()),
        )
    )
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
