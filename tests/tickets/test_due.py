"""Since when a person's word is owed, and lists in the order in which answers are due."""

import datetime as dt
import uuid

import pytest

from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.commands.agents import AgentCommands
from tickets.commands.marks import MarkCommands
from tickets.domain.access import Sight
from tickets.domain.marks import Priority
from tickets.domain.sla import SlaPolicy
from tickets.domain.traffic import Receipt
from tickets.queries import BadCursor, Sort, TicketFilter
from tickets.queries.cursors import encode

OFFICE = Actor(id=uuid.UUID(int=7), name="Kantor")
ALL = TicketFilter()
TARGETS = {Priority.URGENT: 10, Priority.HIGH: 30, Priority.NORMAL: 60}


async def owed(desk: Desk, receipt: Receipt) -> dt.datetime | None:
    return (await desk.ticket(receipt)).owed_since


async def handed(desk: Desk, n: int = 0, priority: Priority | None = None) -> Receipt:
    """Someone waits for a person, a minute later than the one before."""
    desk.clock.forward(minutes=1)
    receipt = await desk.chat("petugas", sender=f"{n:064x}")
    await desk.bot_turn(receipt, hand_off="requested")
    if priority is not None:
        await ranked(desk, receipt, priority)
    return receipt


async def ranked(desk: Desk, receipt: Receipt, priority: Priority) -> None:
    """Its priority is another one from now on."""
    marks = MarkCommands(desk.db, desk.clock, desk.names)
    await marks.prioritise(number(receipt), OFFICE, priority)


async def listed(desk: Desk, limit: int, which: TicketFilter = ALL) -> list[str]:
    """All pages of a list, by number."""
    found: list[str] = []
    after: str | None = None
    while True:
        page = await desk.queries.tickets(which, sort=Sort.DUE, after=after, limit=limit)
        assert len(page.rows) <= limit
        found += [row.number for row in page.rows]
        if page.next is None:
            return found
        assert len(page.rows) == limit
        after = page.next


async def test_a_word_is_owed_from_the_call_for_a_person_to_the_answer(desk: Desk) -> None:
    sari, receipt = await desk.agent(), await desk.chat("Jam buka?")
    assert await owed(desk, receipt) is None, "the bot has it"
    desk.clock.forward(minutes=5)
    await desk.bot_turn(receipt, hand_off="requested")
    called = desk.clock.now
    desk.clock.forward(minutes=5)
    await desk.agents.take(number(receipt), sari)
    desk.clock.forward(minutes=5)
    await desk.chat("halo?")
    assert await owed(desk, receipt) == called, "taking it and asking again is no answer"
    await desk.agents.note(number(receipt), sari, "saya cari dulu")
    assert await owed(desk, receipt) == called
    await desk.agents.reply(number(receipt), sari, "Pukul 08.00.")
    assert await owed(desk, receipt) is None
    desk.clock.forward(minutes=5)
    await desk.chat("Dan hari Sabtu?")
    assert await owed(desk, receipt) == desk.clock.now


async def test_none_is_owed_on_what_was_put_off_given_back_or_settled(desk: Desk) -> None:
    sari = await desk.agent()
    for n, go in enumerate(("snooze", "return", "resolve", "spam")):
        receipt = await handed(desk, n)
        which = number(receipt)
        await desk.agents.take(which, sari)
        assert await owed(desk, receipt) is not None
        if go == "snooze":
            until = desk.clock.now + dt.timedelta(hours=1)
            await desk.agents.snooze(which, sari, until)
            assert await owed(desk, receipt) is None
            desk.clock.forward(hours=1)
            await desk.agents.wake(which, until)
            assert await owed(desk, receipt) == desk.clock.now, "it is our turn again"
        elif go == "return":
            await desk.agents.return_to_bot(which, sari)
        elif go == "resolve":
            await desk.agents.resolve(which, sari)
        else:
            await desk.agents.mark_spam(which, sari)
        if go != "snooze":
            assert await owed(desk, receipt) is None, go


async def test_an_answer_that_was_taken_back_was_none(desk: Desk) -> None:
    sari, receipt = await desk.agent(), await desk.mail("Syarat NIB?")
    asked = desk.clock.now
    await desk.bot_turn(receipt, hand_off="requested")
    await desk.agents.take(number(receipt), sari)
    desk.clock.forward(minutes=5)
    holding = AgentCommands(
        desk.db, desk.clock, desk.names, holds={"surat": dt.timedelta(seconds=10)}
    )
    said = await holding.reply(number(receipt), sari, "Salah kirim")
    assert await owed(desk, receipt) is None
    desk.clock.forward(seconds=5)
    await holding.undo(number(receipt), sari, said)
    assert await owed(desk, receipt) == asked


async def test_what_is_split_off_is_owed_too(desk: Desk) -> None:
    sari, receipt = await desk.agent(), await handed(desk)
    desk.clock.forward(minutes=3)
    await desk.chat("Dan soal lain", sender=f"{0:064x}")
    second = (await desk.messages(receipt))[-1]
    born = await desk.splits.split(number(receipt), sari, second.id)
    assert (await desk.ticket(born)).owed_since == await owed(desk, receipt)


async def test_the_list_begins_with_what_is_due_soonest(desk: Desk) -> None:
    desk.queries.sla = SlaPolicy(minutes=TARGETS)
    normal = await handed(desk, 0)  # due at 61 minutes
    low = await handed(desk, 1, Priority.LOW)  # no target
    high = await handed(desk, 2, Priority.HIGH)  # 33
    urgent = await handed(desk, 3, Priority.URGENT)  # 14
    later = await handed(desk, 4, Priority.HIGH)  # 35
    desk.clock.forward(minutes=1)
    idle = await desk.mail("Nanti saja", sender="w@contoh.id")
    wanted = [number(one) for one in (urgent, high, later, normal, low, idle)]
    for limit in range(1, 8):
        assert await listed(desk, limit) == wanted, limit

    await ranked(desk, normal, Priority.URGENT)
    assert (await listed(desk, 10))[0] == number(normal), "it waits longest of the urgent ones"


async def test_a_page_goes_on_where_the_last_one_ended_whatever_comes(desk: Desk) -> None:
    desk.queries.sla = SlaPolicy(minutes=TARGETS)
    mixed = (None, Priority.HIGH, Priority.URGENT)
    made = [await handed(desk, n, mixed[n % 3]) for n in range(9)]
    first = await desk.queries.tickets(TicketFilter(), sort=Sort.DUE, limit=4)
    sari = await desk.agent()
    shown = [row.number for row in first.rows]
    await desk.agents.take(shown[-1], sari)
    await desk.agents.reply(shown[-1], sari, "Sudah.")  # the last that was shown is due no more
    new = await handed(desk, 20, Priority.URGENT)
    second = await desk.queries.tickets(TicketFilter(), sort=Sort.DUE, after=first.next, limit=50)
    rest = [row.number for row in second.rows]
    assert set(rest) - {shown[-1]} == {number(one) for one in made} - set(shown) | {number(new)}


async def test_it_keeps_to_the_filters_and_to_what_is_seen(desk: Desk) -> None:
    desk.queries.sla = SlaPolicy(minutes=TARGETS)
    sari = await desk.agent()
    mine, others = await handed(desk, 0), await handed(desk, 1, Priority.URGENT)
    await desk.agents.take(number(mine), sari)
    assert await listed(desk, 10, TicketFilter(assignee=sari.id)) == [number(mine)]
    assert await listed(desk, 10, TicketFilter(handler="queue")) == [number(others)]
    limited = Sight(agent=sari.id, limited=True)
    assert await listed(desk, 10, TicketFilter(eyes=limited)) == [number(mine)]


async def test_without_targets_it_is_the_order_of_waiting(desk: Desk) -> None:
    made = [await handed(desk, n) for n in range(3)]
    waiting = await desk.queries.tickets(TicketFilter(), sort=Sort.WAITING)
    due = await desk.queries.tickets(TicketFilter(), sort=Sort.DUE)
    assert [row.number for row in due.rows] == [row.number for row in waiting.rows]
    assert len(made) == len(due.rows)


@pytest.mark.parametrize(
    "told", ["due;urgent", "due;none 2026-01-01T00:00:00+00:00 " + "0" * 32, "due;urgent x y"]
)
async def test_a_cursor_that_is_none_is_refused(desk: Desk, told: str) -> None:
    desk.queries.sla = SlaPolicy(minutes=TARGETS)
    with pytest.raises(BadCursor):
        await desk.queries.tickets(TicketFilter(), sort=Sort.DUE, after=encode(told))
