"""What is read at every ring of a bell is found by an index, however much is stored."""

import functools
from collections.abc import Awaitable
from typing import Any

import pytest
import sqlalchemy as sa

from runtime.db import Tx
from tests.tickets.desk import SESSION, Desk, number
from tickets.commands.fields import Definition, FieldCommands
from tickets.commands.teams import TeamCommands
from tickets.domain.access import Sight
from tickets.domain.fields import FieldKind
from tickets.domain.lifecycle import LIVE
from tickets.domain.marks import Priority
from tickets.domain.sla import SlaPolicy
from tickets.queries import Sort, TicketFilter
from tickets.queries.fields import FieldQueries
from tickets.queries.tallies import VIEWS, view_of

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WITHOUT = ("seqscan", "sort", "incremental_sort", "bitmapscan")  # PostgreSQL then walks, if it can


@on_sqlite
async def test_a_chat_is_read_without_looking_at_others(desk: Desk) -> None:
    await desk.chat("halo")
    for statement, steps in await _plans(desk, desk.queries.thread("obrolan", SESSION, 0)):
        assert not [step for step in steps if step.startswith("SCAN")], (statement, steps)


@on_sqlite
async def test_so_is_what_stands_beside_a_ticket(desk: Desk) -> None:
    receipt = await desk.chat("halo")
    for statement, steps in await _plans(desk, desk.queries.particulars(number(receipt))):
        assert not [step for step in steps if step.startswith("SCAN")], (statement, steps)


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "mentions"])
@pytest.mark.parametrize("sort", Sort)
async def test_a_list_is_a_walk_along_an_index(desk: Desk, view: str, sort: Sort) -> None:
    """In each order and from either end of it, no ticket is read that is not shown."""
    desk.queries.sla = SlaPolicy(minutes={Priority.HIGH: 30, Priority.NORMAL: 60})
    for n in range(3):
        await desk.mail(sender=f"w{n}@contoh.id")
    which = view_of(view, (await desk.agent()).id)
    cursor = (await desk.queries.tickets(TicketFilter(), sort=sort, limit=1)).next
    for after in (None, cursor):
        await _walks(desk, desk.queries.tickets(which, sort=sort, after=after))


FILTERS = (
    TicketFilter(),
    TicketFilter(unassigned=True, statuses=tuple(sorted(LIVE))),
    TicketFilter(statuses=("new",)),
    TicketFilter(statuses=("closed",)),
    TicketFilter(statuses=("spam",)),
    TicketFilter(statuses=("merged", "spam")),
    TicketFilter(handler="agent"),
    TicketFilter(priority="urgent"),
    TicketFilter(priority="normal"),
)


@pytest.mark.parametrize("which", FILTERS, ids=str)
async def test_so_is_a_list_that_is_filtered(desk: Desk, which: TicketFilter) -> None:
    await desk.mail()
    await _walks(desk, desk.queries.tickets(which, sort=Sort.NEWEST))


@pytest.mark.parametrize(
    ("which", "index"),
    [
        (TicketFilter(statuses=("spam",)), "tickets_aside"),
        (TicketFilter(statuses=("pending",)), "tickets_pending"),
        (TicketFilter(priority="urgent"), "tickets_by_priority"),
    ],
    ids=str,
)
async def test_what_is_rare_has_an_index_of_its_own(
    desk: Desk, which: TicketFilter, index: str
) -> None:
    """Among all tickets a walk would look for it for long."""
    plans = await _plans(desk, desk.queries.tickets(which, sort=Sort.NEWEST))
    assert any(index in step for _, steps in plans for step in steps), plans


async def test_what_a_mention_is_in_is_found_by_the_mentions(desk: Desk) -> None:
    """They are few, and sorted when they are found."""
    which = view_of("mentions", (await desk.agent()).id)
    for text, steps in await _plans(desk, desk.queries.tickets(which)):
        assert any("mentions" in step for step in steps), (text, steps)
        assert not [s for s in steps if s.startswith("SCAN") or "Seq Scan" in s], (text, steps)


async def _walks(desk: Desk, reading: Awaitable[object]) -> None:
    """Each look at the list is along an index that has its order."""
    looks = [
        plan for plan in await _plans(desk, reading) if "FROM tickets JOIN contacts" in plan[0]
    ]
    assert looks
    for text, steps in looks:
        assert "ORDER BY tickets." in text
        reads = [step for step in steps if " tickets" in step]
        assert reads, steps
        assert all("INDEX" in step.upper() for step in reads), (text, steps)
        assert not [step for step in steps if "ORDER BY" in step or "Sort" in step], (text, steps)


@on_sqlite
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


@on_sqlite
async def test_the_views_are_counted_by_indexes(desk: Desk) -> None:
    await desk.mail()
    await TeamCommands(desk.db, desk.clock).create("Pajak", "admin")
    eyes = Sight(agent=(await desk.agent()).id)
    *_, (text, steps) = await _plans(desk, desk.queries.tallies(eyes))
    reads = [step for step in steps if step.split()[1] == "tickets"]
    assert len(reads) == 8
    assert all("INDEX" in step for step in reads), (text, steps)
    assert any("tickets_live_by_team" in step for step in reads), (text, steps)
    assert not [step for step in reads if "tickets_recent" in step], "that one has them all"


async def _plans(desk: Desk, reading: Awaitable[object]) -> list[tuple[str, list[str]]]:
    """What the engine would do for each statement that is asked meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(*call: Any) -> None:  # noqa: ANN401
        asked.append((call[2], call[3]))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        await reading
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    asked = [(text, values) for text, values in asked if text.startswith("SELECT")]
    statements = [(text, values) for text, values in asked if "set_config" not in text]
    assert statements
    return [
        (text, await desk.db.read(functools.partial(plan, text, values)))
        for text, values in statements
    ]


def plan(text: str, values: Any, tx: Tx) -> list[str]:  # noqa: ANN401
    """The engine's words for what it would do."""
    if tx.conn.dialect.name == "postgresql":
        for way in WITHOUT:
            tx.run(sa.text(f"set local enable_{way} = off"))
        return [row[0] for row in tx.conn.exec_driver_sql(f"explain {text}", values)]
    rows = tx.conn.exec_driver_sql(f"explain query plan {text}", values)
    return [str(row.detail) for row in rows]
