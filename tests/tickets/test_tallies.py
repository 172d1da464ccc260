"""The views of the desk: what is in each, how many, and in which order."""

import datetime as dt
import uuid
from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from tests.tickets.desk import MORNING, Desk, number
from tickets.domain.access import Sight
from tickets.queries import BadCursor, Sort, TicketFilter
from tickets.queries.tallies import BOUND, VIEWS, view_of
from tickets.store import tickets


async def _listed(desk: Desk, view: str, me: uuid.UUID) -> set[str]:
    return {t.number for t in (await desk.queries.tickets(view_of(view, me))).rows}


async def test_each_view_has_its_tickets_and_counts_them(desk: Desk) -> None:
    sari, budi = await desk.agent("Sari"), await desk.agent("Budi")
    names = ("bot", "queued", "asleep", "mine", "asked", "his", "done", "spam")
    made = {name: number(await desk.mail(name, sender=f"{name}@contoh.id")) for name in names}
    for name in ("mine", "asked", "done"):
        await desk.agents.take(made[name], sari)
    await desk.agents.take(made["his"], budi)
    await desk.agents.reply(made["asked"], sari, "Mohon nomor izinnya.")
    await desk.agents.resolve(made["done"], sari)
    await desk.agents.mark_spam(made["spam"], sari)
    for name in ("queued", "asleep"):
        await desk.agents.take(made[name], sari)
        await desk.agents.release(made[name], sari)
    await desk.agents.note(made["his"], budi, "Mohon dibantu.", mentioned=[sari.id])
    await desk.agents.snooze(made["asleep"], sari, MORNING + dt.timedelta(days=2))

    expected = {
        "mine": {"mine", "asked"},
        "queue": {"queued"},
        "pending": {"asked"},
        "open": {"bot", "queued", "asleep", "mine", "asked", "his"},
        "bot": {"bot"},
        "snoozed": {"asleep"},
        "done": {"done"},
        "mentions": {"his"},
    }
    assert set(expected) == set(VIEWS)
    for view, inside in expected.items():
        assert await _listed(desk, view, sari.id) == {made[name] for name in inside}, view
    counts = (await desk.queries.tallies(Sight(agent=sari.id))).views
    assert counts == {view: len(found) for view, found in expected.items() if view != "done"}
    assert (await desk.queries.tallies(Sight(agent=budi.id))).views["mine"] == 1


async def test_no_count_looks_further_than_a_thousand(desk: Desk) -> None:
    """A million is not made here: what bounds it is in the statement."""
    await _copies(desk, BOUND + 20)

    assert (await desk.queries.tallies(Sight(agent=uuid.uuid4()))).views["bot"] == BOUND


async def test_any_view_can_be_sorted_by_waiting(desk: Desk) -> None:
    """Who waits for a person comes first, the longest first; then the longest untouched."""
    sari = await desk.agent()
    made: list[str] = []
    for n in range(6):
        desk.clock.forward(minutes=1)
        made.append(number(await desk.mail(sender=f"w{n}@contoh.id")))
    for n in (4, 1):
        desk.clock.forward(minutes=1)
        await desk.agents.take(made[n], sari)
        await desk.agents.release(made[n], sari)
    expected = [made[n] for n in (4, 1, 0, 2, 3, 5)]

    assert await _pages(desk, Sort.WAITING, limit=50) == expected
    for limit in (1, 2, 4):
        assert await _pages(desk, Sort.WAITING, limit=limit) == expected, limit


async def test_the_queue_can_be_sorted_by_the_newest(desk: Desk) -> None:
    made: list[str] = []
    for n in range(3):
        desk.clock.forward(minutes=1)
        receipt = await desk.chat(sender=f"{n:064x}")
        await desk.bot_turn(receipt, hand_off="asked")
        made.append(number(receipt))
    queue = TicketFilter(handler="queue")

    assert [t.number for t in (await desk.queries.tickets(queue)).rows] == made
    newest = await desk.queries.tickets(queue, sort=Sort.NEWEST)
    assert [t.number for t in newest.rows] == made[::-1]


async def test_pages_by_waiting_lose_nobody_while_some_are_taken(desk: Desk) -> None:
    sari = await desk.agent()
    made: list[str] = []
    for n in range(8):
        desk.clock.forward(minutes=1)
        receipt = await desk.chat(sender=f"{n:064x}")
        await desk.bot_turn(receipt, hand_off="asked")
        made.append(number(receipt))
    which = TicketFilter(handler="queue", statuses=("new", "open"))
    first = await desk.queries.tickets(which, sort=Sort.WAITING, limit=3)
    for taken in (made[0], made[2], made[3]):
        await desk.agents.take(taken, sari)
    rest = await desk.queries.tickets(which, sort=Sort.WAITING, after=first.next, limit=50)

    assert [t.number for t in first.rows] == made[:3]
    assert [t.number for t in rest.rows] == made[4:]


async def test_a_place_beyond_the_waiting_is_no_place_among_the_newest(desk: Desk) -> None:
    for n in range(3):
        await desk.mail(sender=f"w{n}@contoh.id")
    idle = await desk.queries.tickets(TicketFilter(), sort=Sort.WAITING, limit=1)

    with pytest.raises(BadCursor):
        await desk.queries.tickets(TicketFilter(), sort=Sort.NEWEST, after=idle.next)


async def _pages(desk: Desk, sort: Sort, *, limit: int) -> Sequence[str]:
    seen: list[str] = []
    after: str | None = None
    while True:
        page = await desk.queries.tickets(TicketFilter(), sort=sort, after=after, limit=limit)
        seen += [t.number for t in page.rows]
        after = page.next
        if after is None:
            return seen


async def _copies(desk: Desk, count: int) -> None:
    """Many tickets like one that came in."""
    receipt = await desk.mail()
    (row,) = await desk.rows(tickets, number=number(receipt))
    plain = dict(row._mapping)
    rows = [plain | {"id": desk.names(), "number": f"T-{n}"} for n in range(count)]
    await desk.db.write(lambda tx: tx.run(sa.insert(tickets), rows))
