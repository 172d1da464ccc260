"""What is read at every ring of a bell is found by an index, however much is stored."""

import functools
from collections.abc import Awaitable
from typing import Any

import pytest
import sqlalchemy as sa

from runtime.db import Tx
from tests.tickets.desk import SESSION, Desk, number
from tickets.commands.fields import Definition, FieldCommands
from tickets.domain.access import Sight
from tickets.domain.fields import FieldKind
from tickets.queries import Sort, TicketFilter
from tickets.queries.fields import FieldQueries
from tickets.queries.tallies import VIEWS, view_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_chat_is_read_without_looking_at_others(desk: Desk) -> None:
    await desk.chat("halo")
    for statement, steps in await _plans(desk, desk.queries.thread("obrolan", SESSION, 0)):
        assert not [step for step in steps if step.startswith("SCAN")], (statement, steps)


async def test_so_is_what_stands_beside_a_ticket(desk: Desk) -> None:
    receipt = await desk.chat("halo")
    for statement, steps in await _plans(desk, desk.queries.particulars(number(receipt))):
        assert not [step for step in steps if step.startswith("SCAN")], (statement, steps)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("sort", Sort)
async def test_a_list_is_a_walk_along_an_index(desk: Desk, view: str, sort: Sort) -> None:
    """In either order and from either end of it, no ticket is read that is not shown."""
    for n in range(3):
        await desk.mail(sender=f"w{n}@contoh.id")
    which = view_of(view, (await desk.agent()).id)
    cursor = (await desk.queries.tickets(TicketFilter(), sort=sort, limit=1)).next
    for after in (None, cursor):
        for text, steps in await _plans(desk, desk.queries.tickets(which, sort=sort, after=after)):
            reads = [step for step in steps if step.split()[1] == "tickets"]
            assert all("INDEX" in step for step in reads), (text, steps)
            if "ORDER BY tickets.updated_at" in text:  # those who wait are few
                assert not [step for step in steps if "ORDER BY" in step], (text, steps)


async def test_what_a_field_holds_is_looked_up(desk: Desk) -> None:
    receipt, sari = await desk.mail(), await desk.agent()
    commands = FieldCommands(desk.db, desk.clock, desk.names)
    what = Definition(label_id="Jalan", label_en="Street")
    await commands.define("agent:1", "jalan", FieldKind.TEXT, what)
    await commands.fill(number(receipt), sari, "jalan", "Melati")
    which = TicketFilter(fields=await FieldQueries(desk.db).wanted({"jalan": "Melati"}))
    for text, steps in await _plans(desk, desk.queries.tickets(which)):
        for step in steps:
            looks = step.split()[1] == "field_values"
            assert not looks or step.startswith("SEARCH"), (text, steps)
        if "field_values.value = " in text:
            by_value = [step for step in steps if "INDEX field_values_by_value" in step]
            assert by_value or any("field_values_pkey" in s or "autoindex" in s for s in steps)


async def test_the_views_are_counted_by_indexes(desk: Desk) -> None:
    await desk.mail()
    ((text, steps),) = await _plans(
        desk, desk.queries.tallies(Sight(agent=(await desk.agent()).id))
    )
    reads = [step for step in steps if step.split()[1] == "tickets"]
    assert len(reads) == 6
    assert all("INDEX tickets_" in step for step in reads), (text, steps)
    assert not [step for step in reads if "tickets_recent" in step], "that one has them all"


async def _plans(desk: Desk, reading: Awaitable[object]) -> list[tuple[str, list[str]]]:
    """What SQLite would do for each statement that is asked meanwhile."""
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
    return [
        (text, await desk.db.read(functools.partial(plan, text, values)))
        for text, values in statements
    ]


def plan(text: str, values: Any, tx: Tx) -> list[str]:  # noqa: ANN401
    """SQLite's words for what it would do."""
    rows = tx.conn.exec_driver_sql(f"explain query plan {text}", values)
    return [str(row.detail) for row in rows]
