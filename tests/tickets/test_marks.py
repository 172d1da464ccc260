"""Tags and priority: normal in spelling, limited in number, told to the log without words."""

import json

import pytest

from tests.tickets.desk import Desk, at_once, number
from tickets.commands.actor import Actor
from tickets.commands.case import NotFound
from tickets.commands.marks import MarkCommands
from tickets.domain.access import Sight
from tickets.domain.marks import MOST_TAGS, BadTag, Priority, TooManyTags
from tickets.queries import TicketFilter
from tickets.queries.writing import WritingQueries


@pytest.fixture
def marks(desk: Desk) -> MarkCommands:
    return MarkCommands(desk.db, desk.clock, desk.names)


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def ticket(desk: Desk) -> str:
    return number(await desk.chat("halo"))


async def test_tags_are_put_on_and_taken_off(
    desk: Desk, marks: MarkCommands, sari: Actor, ticket: str
) -> None:
    await marks.tag(ticket, sari, add=["Izin  Usaha", "NIB", "nib"])
    await marks.tag(ticket, sari, add=["pbg"], remove=["NIB", "tidak-ada"])

    assert (await desk.ticket(ticket)).tags == ("izin-usaha", "pbg")
    found = await desk.queries.tickets(TicketFilter(tag="izin-usaha"))
    assert [row.number for row in found.rows] == [ticket]


async def test_each_change_is_an_event_without_the_words(
    desk: Desk, marks: MarkCommands, sari: Actor, ticket: str
) -> None:
    before, version = await desk.log(), (await desk.ticket(ticket)).version
    await marks.tag(ticket, sari, add=["rahasia"])
    await marks.tag(ticket, sari, add=["rahasia"])
    await marks.prioritise(ticket, sari, Priority.URGENT)
    await marks.prioritise(ticket, sari, Priority.URGENT)

    new = (await desk.log())[len(before) :]
    assert [(e.kind, e.actor, dict(e.facts)) for e in new] == [
        ("ticket.tagged", sari.label, {"added": 1, "removed": 0}),
        ("ticket.prioritised", sari.label, {"priority": "urgent"}),
    ]
    assert "rahasia" not in json.dumps([dict(e.facts) for e in new])
    now = await desk.ticket(ticket)
    assert (now.priority, now.version) == ("urgent", version + 2)


async def test_a_ticket_has_only_so_many_and_nothing_is_half_done(
    desk: Desk, marks: MarkCommands, sari: Actor, ticket: str
) -> None:
    await marks.tag(ticket, sari, add=[f"t{n:02}" for n in range(MOST_TAGS)])
    with pytest.raises(TooManyTags):
        await marks.tag(ticket, sari, add=["lagi", "dua"], remove=["t00"])
    assert len((await desk.ticket(ticket)).tags) == MOST_TAGS
    await marks.tag(ticket, sari, add=["lagi"], remove=["t00"])
    assert "lagi" in (await desk.ticket(ticket)).tags


async def test_the_same_tag_at_once_is_one(
    desk: Desk, marks: MarkCommands, sari: Actor, ticket: str
) -> None:
    await at_once(*(marks.tag(ticket, sari, add=["nib"]) for _ in range(5)))

    assert (await desk.ticket(ticket)).tags == ("nib",)
    assert len([e for e in await desk.log() if e.kind == "ticket.tagged"]) == 1


@pytest.mark.parametrize("tag", ["", "  ", "x" * 41, "<b>", "a,b", "-a", "a\x00b"])
async def test_what_is_no_tag_is_refused(
    desk: Desk, marks: MarkCommands, sari: Actor, ticket: str, tag: str
) -> None:
    with pytest.raises(BadTag):
        await marks.tag(ticket, sari, add=["baik", tag])
    assert (await desk.ticket(ticket)).tags == ()


async def test_tags_in_use_are_suggested_each_once_in_order(
    desk: Desk, marks: MarkCommands, sari: Actor, ticket: str
) -> None:
    reads = WritingQueries(desk.db, "DPMPTSP")
    assert await reads.tags(Sight(agent=sari.id)) == []
    other = number(await desk.mail())
    await marks.tag(ticket, sari, add=["nib", "pbg"])
    await marks.tag(other, sari, add=["alur", "nib"])
    assert await reads.tags(Sight(agent=sari.id)) == ["alur", "nib", "pbg"]


async def test_there_are_none_on_a_ticket_that_is_not(marks: MarkCommands, sari: Actor) -> None:
    with pytest.raises(NotFound):
        await marks.tag("T-2026-999999-A", sari, add=["nib"])
    with pytest.raises(NotFound):
        await marks.prioritise("T-2026-999999-A", sari, Priority.LOW)
