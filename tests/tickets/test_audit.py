"""Who read what is written down before they do, and a line that was tampered with shows."""

import pytest
import sqlalchemy as sa

from tests.tickets.desk import Desk, at_once, number
from tickets.commands.audit import AuditCommands, Reader
from tickets.domain.audit import Verdict
from tickets.queries import BadCursor
from tickets.queries.audit import AuditFilter, AuditLine, AuditQueries
from tickets.store import audit


@pytest.fixture
def book(desk: Desk) -> AuditCommands:
    return AuditCommands(desk.db, desk.clock, desk.names)


async def _reader(desk: Desk, name: str = "Dewi") -> Reader:
    return Reader(agent=(await desk.agent(name)).id, origin="203.0.113.0/24")


async def _lines(desk: Desk, **which: object) -> list[AuditLine]:
    wanted = AuditFilter(**which)  # type: ignore[arg-type]
    return list((await AuditQueries(desk.db).lines(wanted)).rows)


async def _verdict(desk: Desk) -> Verdict:
    verdict, _ = await AuditQueries(desk.db).verify()
    return verdict


async def test_openings_within_ten_minutes_are_one_line(desk: Desk, book: AuditCommands) -> None:
    dewi, budi = await _reader(desk), await _reader(desk, "Budi")
    await book.opened(dewi, "A-1")
    desk.clock.forward(minutes=9)
    await book.opened(dewi, "A-1")
    await book.opened(budi, "A-1")
    await book.opened(dewi, "A-2")
    assert [(line.agent.name, line.entry.ticket) for line in await _lines(desk)] == [
        ("Dewi", "A-2"),
        ("Budi", "A-1"),
        ("Dewi", "A-1"),
    ]
    desk.clock.forward(minutes=2)
    await book.opened(dewi, "A-1")
    again = await _lines(desk, agent=dewi.agent, ticket="A-1")
    assert [line.entry.at for line in again] == [desk.clock(), desk.clock.forward(minutes=-11)]


async def test_lines_that_are_written_at_once_are_one_chain(
    desk: Desk, book: AuditCommands
) -> None:
    readers = [await _reader(desk, f"P{n}") for n in range(8)]
    await at_once(*(book.opened(reader, "A-1") for reader in readers + readers))
    verdict = await _verdict(desk)
    assert (verdict.lines, verdict.last, verdict.broken) == (8, 8, None)


async def test_a_line_that_was_changed_taken_out_or_put_in_shows(
    desk: Desk, book: AuditCommands
) -> None:
    dewi = await _reader(desk)
    for n in range(1, 6):
        await book.opened(dewi, f"A-{n}")
    rows = {row.id: dict(row._mapping) for row in await desk.rows(audit)}

    async def put_back(line: int) -> None:
        await desk.db.write(lambda tx: tx.run(sa.delete(audit).where(audit.c.id == line)))
        await desk.db.write(lambda tx: tx.run(sa.insert(audit), rows[line]))
        assert (await _verdict(desk)).broken is None

    other = {
        "ticket": "B-1",
        "agent": desk.names(),
        "reason": "x",
        "at": desk.clock.forward(days=1),
    }
    for name, value in other.items():
        change = sa.update(audit).where(audit.c.id == 3).values({name: value})
        await desk.db.write(lambda tx, change=change: tx.run(change))  # type: ignore[misc]
        verdict = await _verdict(desk)
        assert (verdict.broken, verdict.lines) == (3, 2), name
        await put_back(3)
    await desk.db.write(lambda tx: tx.run(sa.delete(audit).where(audit.c.id == 2)))
    assert (await _verdict(desk)).broken == 3
    await put_back(2)
    forged = rows[5] | {"id": 6}
    await desk.db.write(lambda tx: tx.run(sa.insert(audit), forged))
    assert (await _verdict(desk)).broken == 6


async def test_an_end_that_was_cut_off_shows_by_a_seal_that_was_noted(
    desk: Desk, book: AuditCommands
) -> None:
    dewi, log = await _reader(desk), AuditQueries(desk.db)
    for n in range(3):
        await book.opened(dewi, f"A-{n}")
    noted = await _verdict(desk)
    assert (await log.verify(noted.last))[1] == noted.seal
    await desk.db.write(lambda tx: tx.run(sa.delete(audit).where(audit.c.id == 3)))
    verdict, there = await log.verify(noted.last)
    assert (verdict.broken, there) == (None, None)
    await book.opened(dewi, "A-9")  # a line 3 again, and another
    assert (await log.verify(noted.last))[1] not in {None, noted.seal}


async def test_downloads_and_exports_name_what_was_taken(desk: Desk, book: AuditCommands) -> None:
    dewi = await _reader(desk)
    first, second = await desk.mail(), await desk.chat()
    said = (await desk.messages(first))[0]
    await book.original(dewi, said.id)
    await book.original(dewi, said.id)
    export = await book.exported(dewi, [number(first), number(second)], "permintaan warga")
    lines = [line.entry for line in await _lines(desk)]
    assert [(e.action, e.ticket, e.message, e.export, e.reason) for e in lines] == [
        ("exported", number(second), None, export, "permintaan warga"),
        ("exported", number(first), None, export, "permintaan warga"),
        ("original", number(first), said.id, None, ""),
        ("original", number(first), said.id, None, ""),
    ]
    assert {e.origin for e in lines} == {"203.0.113.0/24"}
    assert (await _verdict(desk)).lines == 4


async def test_the_log_is_read_page_by_page(desk: Desk, book: AuditCommands) -> None:
    dewi, log = await _reader(desk), AuditQueries(desk.db)
    await book.exported(dewi, [f"A-{n}" for n in range(5)], "")
    first = await log.lines(AuditFilter(), limit=3)
    second = await log.lines(AuditFilter(), after=first.next, limit=3)
    assert [line.entry.id for line in (*first.rows, *second.rows)] == [5, 4, 3, 2, 1]
    assert second.next is None
    with pytest.raises(BadCursor):
        await log.lines(AuditFilter(), after="x")
    now = desk.clock()
    assert await _lines(desk, until=now) == []
    assert len(await _lines(desk, since=now)) == 5
