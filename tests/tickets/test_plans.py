"""What is read at every ring of a bell is found by an index, however much is stored."""

import functools
from collections.abc import Awaitable
from typing import Any

import pytest
import sqlalchemy as sa

from runtime.db import Tx
from tests.tickets.desk import SESSION, Desk, number

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_chat_is_read_without_looking_at_others(desk: Desk) -> None:
    await desk.chat("halo")
    await _scans_nothing(desk, desk.queries.thread("obrolan", SESSION, 0))


async def test_so_is_what_stands_beside_a_ticket(desk: Desk) -> None:
    receipt = await desk.chat("halo")
    await _scans_nothing(desk, desk.queries.particulars(number(receipt)))


async def _scans_nothing(desk: Desk, reading: Awaitable[object]) -> None:
    """SQLite's plan of each statement has no scan of a table."""
    asked: list[tuple[str, Any]] = []

    def note(*call: Any) -> None:  # noqa: ANN401
        asked.append((call[2], call[3]))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        await reading
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    statements = [(text, values) for text, values in asked if text.startswith("SELECT")]
    assert statements
    for text, values in statements:
        steps = await desk.db.read(functools.partial(plan, text, values))
        assert not [step for step in steps if step.startswith("SCAN")], (text, steps)


def plan(text: str, values: Any, tx: Tx) -> list[str]:  # noqa: ANN401
    """SQLite's words for what it would do."""
    rows = tx.conn.exec_driver_sql(f"explain query plan {text}", values)
    return [str(row.detail) for row in rows]
