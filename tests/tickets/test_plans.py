"""What is read at every ring of a bell is found by an index, however much is stored."""

import functools
from typing import Any

import pytest
import sqlalchemy as sa

from runtime.db import Tx
from tests.tickets.desk import SESSION, Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_chat_is_read_without_looking_at_others(desk: Desk) -> None:
    """SQLite's plan of each statement has no scan of a table."""
    await desk.chat("halo")
    asked: list[tuple[str, Any]] = []

    def note(*call: Any) -> None:  # noqa: ANN401
        asked.append((call[2], call[3]))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        await desk.queries.thread("obrolan", SESSION, 0)
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
