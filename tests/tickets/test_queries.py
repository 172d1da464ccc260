"""The lists people work from: pages without gaps, queues in order, honest filters."""

import base64
import datetime as dt
import uuid

import pytest

from tests.tickets.desk import MORNING, SESSION, Desk, number
from tickets.commands.marks import MarkCommands
from tickets.domain.lifecycle import Handler
from tickets.domain.marks import Priority
from tickets.domain.traffic import Receipt
from tickets.queries import BadCursor, Sort, TicketFilter, named
from tickets.store import tags

ALL = TicketFilter()
QUEUE = TicketFilter(handler="queue")


async def _numbers(desk: Desk, which: TicketFilter) -> list[str]:
    return [t.number for t in (await desk.queries.tickets(which)).rows]


async def _letter(desk: Desk, n: int) -> str:
    desk.clock.forward(minutes=1)
    return number(await desk.mail(f"surat {n}", sender=f"warga{n}@contoh.id"))


async def _waiting(desk: Desk, n: int) -> Receipt:
    desk.clock.forward(minutes=1)
    receipt = await desk.chat(f"agen {n}", sender=f"{n:064x}")
    await desk.bot_turn(receipt, hand_off="asked")
    return receipt


async def test_the_newest_come_first(desk: Desk) -> None:
    made = [await _letter(desk, n) for n in range(3)]

    assert await _numbers(desk, ALL) == made[::-1]


async def test_pages_have_no_gaps_and_no_repeats_while_tickets_come_in(desk: Desk) -> None:
    made = [await _letter(desk, n) for n in range(10)]
    seen: list[str] = []
    page = await desk.queries.tickets(ALL, limit=3)
    seen += [t.number for t in page.rows]
    while page.next is not None:
        await _letter(desk, 100 + len(seen))
        page = await desk.queries.tickets(ALL, after=page.next, limit=3)
        seen += [t.number for t in page.rows]

    assert seen == made[::-1]


async def test_pages_tell_tickets_of_the_same_moment_apart(desk: Desk) -> None:
    made = {number(await desk.mail(sender=f"w{n}@contoh.id")) for n in range(7)}
    seen: list[str] = []
    after: str | None = None
    for _ in range(4):
        page = await desk.queries.tickets(ALL, after=after, limit=2)
        seen += [t.number for t in page.rows]
        after = page.next

    assert after is None
    assert len(seen) == 7
    assert set(seen) == made


async def test_a_page_that_just_fits_is_the_last(desk: Desk) -> None:
    await _letter(desk, 1)
    await _letter(desk, 2)

    assert (await desk.queries.tickets(ALL, limit=2)).next is None


async def test_in_the_queue_the_longest_waiting_comes_first(desk: Desk) -> None:
    first, second, third = [await _waiting(desk, n) for n in range(3)]
    sari = await desk.agent()
    await desk.agents.take(number(first), sari)
    desk.clock.forward(minutes=1)
    await desk.agents.release(number(first), sari)
    desk.clock.forward(minutes=1)
    await desk.chat("masih?", sender=f"{1:064x}")  # asking again does not cost the place

    expected = [number(second), number(third), number(first)]
    assert await _numbers(desk, QUEUE) == expected
    one = await desk.queries.tickets(QUEUE, limit=1)
    two = await desk.queries.tickets(QUEUE, limit=1, after=one.next)
    assert [t.number for t in (*one.rows, *two.rows)] == expected[:2]


async def test_everyone_in_the_queue_knows_their_place(desk: Desk) -> None:
    chats = [await _waiting(desk, n) for n in range(3)]
    assert [await _place(desk, n) for n in range(3)] == [1, 2, 3]
    await desk.agents.take(number(chats[0]), await desk.agent())
    assert [await _place(desk, n) for n in range(3)] == [None, 1, 2]
    told = [await desk.queries.waiting(number(chat)) for chat in chats]
    assert [one.position for one in told if one] == [None, 1, 2], "the same for who asks by number"
    taken = await desk.queries.thread_state("livechat", f"{0:064x}")
    assert taken is not None
    assert taken.handler is Handler.AGENT


async def _place(desk: Desk, chat: int) -> int | None:
    """The place in the queue, as a chat is told it."""
    state = await desk.queries.thread_state("livechat", f"{chat:064x}")
    assert state is not None
    return (await desk.queries.outlook("livechat")).of(state.waiting_since).position


async def test_the_bot_knows_the_place_one_would_get(desk: Desk) -> None:
    await _waiting(desk, 1)

    assert (await desk.turn(await desk.chat())).position == 2


async def test_a_chat_that_never_was_has_no_state(desk: Desk) -> None:
    assert await desk.queries.thread_state("livechat", SESSION) is None
    assert await desk.queries.thread("livechat", SESSION, 0) == ([], None)


async def test_tickets_are_found_by_what_they_are(desk: Desk) -> None:
    sari, budi = await desk.agent("Sari"), await desk.agent("Budi")
    chat = await desk.chat("halo", sender_name="Siti 100%")
    mail = await desk.mail("x", subject="Izin_usaha", sender_name="Andi")
    await desk.agents.take(number(chat), sari)
    row = {"ticket": (await desk.ticket(mail)).id, "tag": "nib"}
    await desk.db.write(lambda tx: tx.run(tags.insert(), row))

    both = {number(chat), number(mail)}
    for which, expected in (
        (TicketFilter(statuses=("open",)), {number(chat)}),
        (TicketFilter(statuses=("open", "new")), both),
        (TicketFilter(handler="agent"), {number(chat)}),
        (TicketFilter(handler="bot"), {number(mail)}),
        (TicketFilter(assignee=sari.id), {number(chat)}),
        (TicketFilter(assignee=budi.id), set()),
        (TicketFilter(unassigned=True), {number(mail)}),
        (TicketFilter(tag="nib"), {number(mail)}),
        (TicketFilter(channel="livechat"), {number(chat)}),
        (TicketFilter(team="perizinan"), set()),
        (TicketFilter(words=number(mail).lower()), {number(mail)}),
        (TicketFilter(words="izin_"), {number(mail)}),
        (TicketFilter(words="n_usaha"), {number(mail)}),
        (TicketFilter(words="100%"), {number(chat)}),
        (TicketFilter(words="%"), {number(chat)}),
        (TicketFilter(words="_"), {number(mail)}),
        (TicketFilter(words="\\"), set()),
        (TicketFilter(words="siti", handler="agent"), {number(chat)}),
    ):
        assert set(await _numbers(desk, which)) == expected, which
    assert (await desk.ticket(mail)).tags == ("nib",)


async def test_older_tickets_are_found_by_whole_numbers_and_by_names(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A piece of a subject is looked for among the newest, of those the other filters leave."""
    monkeypatch.setattr(named, "NEWEST", 2)
    old = number(await desk.mail("x", subject="Izin apotek", sender="a@b.id", sender_name="Wati"))
    for n in range(3):
        desk.clock.forward(minutes=1)
        await desk.mail("x", subject="Izin usaha", sender=f"w{n}@contoh.id")

    for words in (old.lower(), "wati", "wat", "a@b.id"):
        assert await _numbers(desk, TicketFilter(words=words)) == [old], words
        assert await _numbers(desk, TicketFilter(words=words, handler="agent")) == []
    assert len(await _numbers(desk, TicketFilter(words="usah"))) == 2
    assert await _numbers(desk, TicketFilter(words="apotek")) == []
    sari = await desk.agent()
    await desk.agents.take(old, sari)
    assert await _numbers(desk, TicketFilter(words="apotek", assignee=sari.id)) == [old]


@pytest.mark.parametrize("sort", Sort)
async def test_tickets_are_found_by_their_priority(desk: Desk, sort: Sort) -> None:
    made = {one: await desk.mail(sender=f"{one}@contoh.id") for one in Priority}
    sari = await desk.agent()
    for priority, receipt in made.items():
        await MarkCommands(desk.db, desk.clock, desk.names).prioritise(
            number(receipt), sari, priority
        )

    for priority, receipt in made.items():
        page = await desk.queries.tickets(TicketFilter(priority=priority), sort=sort)
        assert [view.number for view in page.rows] == [number(receipt)]


async def test_a_handler_alone_means_tickets_that_are_alive(desk: Desk) -> None:
    sari = await desk.agent()
    alive, resolved = await desk.mail(sender="a@b.id"), await desk.mail(sender="c@d.id")
    for each in (alive, resolved):
        await desk.agents.take(number(each), sari)
    await desk.agents.resolve(number(resolved), sari)

    assert await _numbers(desk, TicketFilter(handler="agent")) == [number(alive)]


@pytest.mark.parametrize("status", ["snoozed", "spam"])
async def test_what_does_not_wait_can_be_found_in_the_queue_by_its_status(
    desk: Desk, status: str
) -> None:
    receipt, sari = await _waiting(desk, 1), await desk.agent()
    if status == "spam":
        await desk.agents.mark_spam(number(receipt), sari)
    else:
        await desk.agents.snooze(number(receipt), sari, MORNING + dt.timedelta(days=9))

    found = await _numbers(desk, TicketFilter(handler="queue", statuses=(status,)))
    assert found == [receipt.ticket]


async def test_what_does_not_wait_comes_in_pages_by_when_it_last_moved(desk: Desk) -> None:
    receipts, sari = [await _waiting(desk, n) for n in range(3)], await desk.agent()
    for receipt in receipts[::-1]:
        desk.clock.forward(minutes=1)
        await desk.agents.snooze(number(receipt), sari, MORNING + dt.timedelta(days=9))
    which = TicketFilter(handler="queue", statuses=("snoozed",))
    seen: list[str] = []
    after: str | None = None
    for _ in range(3):
        page = await desk.queries.tickets(which, after=after, limit=1)
        seen += [t.number for t in page.rows]
        after = page.next

    assert after is None
    assert seen == [r.ticket for r in receipts[::-1]]


async def test_a_transcript_comes_in_pages_oldest_first(desk: Desk) -> None:
    receipt = await desk.chat("0")
    for n in range(1, 205):
        await desk.chat(str(n))
    first = await desk.queries.transcript(number(receipt))
    rest = await desk.queries.transcript(number(receipt), after=first.next)

    assert [m.text for m in (*first.rows, *rest.rows)] == [str(n) for n in range(205)]
    assert (len(first.rows), rest.next) == (200, None)


async def test_a_long_chat_comes_in_pages_too(desk: Desk) -> None:
    for n in range(205):
        await desk.chat(str(n))
    first, then = await desk.queries.thread("livechat", SESSION, 0)
    rest, now = await desk.queries.thread("livechat", SESSION, first[-1].seq or 0)

    assert len(first) == 200
    assert [m.seq for m in (*first, *rest)] == list(range(1, 206))
    assert then == now == await desk.queries.thread_state("livechat", SESSION)
    assert now is not None
    assert now.last_seq == 205


def _encoded(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "?",
        "é",
        "\x00",
        "=====",
        "a" * 10_001,
        _encoded("yesterday 0"),
        _encoded(f"2026-05-04T09:00:00+00:00 {'z' * 32}"),
        _encoded("2026-05-04T09:00:00+00:00"),
    ],
)
async def test_a_cursor_that_is_none_of_ours_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await desk.queries.tickets(ALL, after=cursor)
    with pytest.raises(BadCursor):
        await desk.queries.transcript("T-2026-000001-A", after=cursor)


async def test_a_cursor_without_a_time_zone_is_in_utc(desk: Desk) -> None:
    made = [await _letter(desk, n) for n in range(3)]
    newest = (await desk.queries.tickets(ALL, limit=1)).rows[0]
    naive = newest.updated_at.astimezone(dt.UTC).replace(tzinfo=None).isoformat()
    page = await desk.queries.tickets(ALL, after=_encoded(f"{naive} {newest.id.hex}"))

    assert [t.number for t in page.rows] == made[1::-1]


async def test_what_does_not_exist_is_not_found(desk: Desk) -> None:
    assert await desk.queries.ticket("T-2026-000001-A") is None
    assert await desk.queries.message(uuid.uuid4()) is None
    assert await desk.queries.attachment(uuid.uuid4()) is None
    assert await desk.queries.turn(uuid.uuid4()) is None
