"""Every figure of a report against one that was computed by hand, and the tickets behind it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.domain.traffic import Receipt
from tickets.queries.report_behind import NoSuchFigure
from tickets.queries.report_sql import Period
from tickets.queries.reports import ReportQueries
from tickets.store import ratings, tickets

JAKARTA = ZoneInfo("Asia/Jakarta")
DAYS = Period(
    since=dt.datetime(2026, 5, 4, tzinfo=JAKARTA).astimezone(dt.UTC),
    until=dt.datetime(2026, 5, 7, tzinfo=JAKARTA).astimezone(dt.UTC),
    zone=JAKARTA,
)


def _at(day: int, hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    return dt.datetime(2026, 5, day, hour, minute, second, tzinfo=dt.UTC)


class Days:
    """Six tickets of three days; the times in the comments are those of Jakarta."""

    def __init__(self, desk: Desk, sari: Actor) -> None:
        self._desk, self._sari = desk, sari
        self.numbers: dict[str, str] = {}

    async def pass_(self) -> None:
        await self._begun("F", await self._chat("f", _at(3, 10)))  # 3 May 17.00, before the period
        a = await self._begun("A", await self._chat("a", _at(4, 9)))  # 4 May 16.00
        await self._bot(a, _at(4, 9, 0, 10))
        b = await self._begun("B", await self._chat("b", _at(4, 9, 5)))  # 4 May 16.05
        await self._bot(b, _at(4, 9, 5, 20), "misses")
        await self._reply("B", _at(4, 9, 10))
        await self._settle("B", _at(4, 9, 15), score=4)
        c = await self._begun("C", await self._mail("c", _at(4, 17, 30)))  # 5 May 00.30
        await self._bot(c, _at(4, 17, 30, 30), "requested")
        await self._reply("C", _at(4, 17, 46, 40))
        await self._settle("C", _at(4, 18, 3, 20), score=2)
        await self._begun("D", await self._mail("d", _at(5, 2)))  # 5 May 09.00
        await self._reply("D", _at(5, 2, 1, 40))
        await self._begun("E", await self._mail("e", _at(5, 2, 10)))  # 5 May 09.10
        await self._desk.agents.mark_spam(self.numbers["E"], self._sari)
        await self._reply("F", _at(5, 2, 59))
        await self._settle("F", _at(5, 3))  # 5 May 10.00
        self._desk.clock.now = _at(6, 5)  # 6 May 12.00

    async def _chat(self, who: str, at: dt.datetime) -> Receipt:
        self._desk.clock.now = at
        return await self._desk.chat(sender=who * 64)

    async def _mail(self, who: str, at: dt.datetime) -> Receipt:
        self._desk.clock.now = at
        return await self._desk.mail(sender=f"{who}@contoh.id")

    async def _begun(self, name: str, receipt: Receipt) -> Receipt:
        self.numbers[name] = number(receipt)
        return receipt

    async def _bot(self, receipt: Receipt, at: dt.datetime, hand_off: str | None = None) -> None:
        self._desk.clock.now = at
        await self._desk.bot_turn(receipt, "Jawaban", hand_off=hand_off)

    async def _reply(self, name: str, at: dt.datetime) -> None:
        self._desk.clock.now = at
        await self._desk.agents.note(self.numbers[name], self._sari, "catatan, bukan balasan")
        await self._desk.agents.reply(self.numbers[name], self._sari, "Balasan")

    async def _settle(self, name: str, at: dt.datetime, score: int | None = None) -> None:
        self._desk.clock.now = at
        await self._desk.agents.resolve(self.numbers[name], self._sari)
        if score is not None:
            (row,) = await self._desk.rows(tickets, number=self.numbers[name])
            rated = {"id": self._desk.names(), "ticket": row.id, "settled_at": at, "score": score}
            rated |= {"client_id": name, "at": at}
            await self._desk.db.write(lambda tx: tx.run(sa.insert(ratings), rated))

    def names(self, numbers: list[str]) -> str:
        """The letters of these tickets, sorted."""
        return "".join(sorted(name for name, one in self.numbers.items() if one in numbers))


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def days(desk: Desk, sari: Actor) -> Days:
    passed = Days(desk, sari)
    await passed.pass_()
    return passed


@pytest.fixture
def reports(desk: Desk) -> ReportQueries:
    return ReportQueries(desk.db, desk.clock)


Figures = dict[str, list[tuple[str, float | None, int | None]]]


async def _figures(reports: ReportQueries, period: Period = DAYS) -> Figures:
    found = await reports.report(period)
    return {one.metric: [(f.part, f.value, f.of) for f in one.figures] for one in found}


async def test_every_figure_is_that_which_was_computed_by_hand(
    reports: ReportQueries, days: Days, sari: Actor
) -> None:
    assert days.numbers
    found = await _figures(reports)
    assert found["volume"] == [("livechat", 2, 4), ("surat", 2, 4)]  # A B, C D; E is spam
    busy = {part: value for part, value, _ in found["hours"] if value}
    assert busy == {"16": 2, "00": 1, "09": 1}
    assert [part for part, _, _ in found["hours"]] == [f"{hour:02}" for hour in range(24)]
    assert found["first_bot"] == [("p50", 20, 3), ("p90", 30, 3)]  # 10 20 30
    assert found["first_human"] == [("p50", 300, 3), ("p90", 1000, 3)]  # 100 300 1000
    assert found["resolution"] == [("p50", 2000, 3), ("p90", 41 * 3600, 3)]  # 600 2000 147600
    assert found["containment"] == [("alone", 1 / 3, 3), ("called", 2 / 3, 3)]  # A, B C
    assert sorted(found["handoffs"]) == [("misses", 1, 4), ("requested", 1, 4)]
    assert found["backlog"] == [
        ("2026-05-04", 2, None),  # A F
        ("2026-05-05", 2, None),  # A D
        ("2026-05-06", 2, None),  # so far
    ]
    assert found["replies"] == [(sari.id.hex, 4, 4)]
    assert found["settled"] == [(sari.id.hex, 3, 3)]
    assert [(part, value) for part, value, _ in found["ratings"]] == [
        ("5", 0), ("4", 1), ("3", 0), ("2", 1), ("1", 0),
    ]  # fmt: skip
    assert found["rating"] == [("mean", 3.0, 2)]


@pytest.mark.parametrize(
    ("metric", "part", "expected"),
    [
        ("volume", "livechat", "AB"),
        ("volume", "surat", "CD"),
        ("hours", "16", "AB"),
        ("hours", "00", "C"),
        ("hours", "09", "D"),
        ("hours", "10", ""),
        ("first_bot", "p50", "ABC"),
        ("first_bot", "p90", "C"),
        ("first_human", "p50", "BCD"),
        ("first_human", "p90", "C"),
        ("resolution", "p50", "BCF"),
        ("resolution", "p90", "F"),
        ("containment", "alone", "A"),
        ("containment", "called", "BC"),
        ("handoffs", "misses", "B"),
        ("handoffs", "requested", "C"),
        ("backlog", "2026-05-04", "AF"),
        ("backlog", "2026-05-05", "AD"),
        ("replies", "sari", "BCDF"),
        ("settled", "sari", "BCF"),
        ("ratings", "4", "B"),
        ("ratings", "2", "C"),
        ("rating", "mean", "BC"),
    ],
)
async def test_the_tickets_behind_a_figure(
    reports: ReportQueries, days: Days, sari: Actor, metric: str, part: str, expected: str
) -> None:
    named = sari.id.hex if part == "sari" else part
    page = await reports.behind(DAYS, metric, named)
    assert days.names([row.number for row in page.rows]) == expected
    assert page.next is None


async def test_they_come_page_by_page_with_what_was_measured(
    reports: ReportQueries, days: Days
) -> None:
    first = await reports.behind(DAYS, "first_human", "p50", limit=2)
    second = await reports.behind(DAYS, "first_human", "p50", after=first.next, limit=2)
    rows = [*first.rows, *second.rows]
    assert [days.names([row.number]) for row in rows] == ["D", "C", "B"]
    assert [row.seconds for row in rows] == [100, 1000, 300]
    assert second.next is None


@pytest.mark.usefixtures("days")
async def test_one_channel_alone(reports: ReportQueries) -> None:
    period = Period(since=DAYS.since, until=DAYS.until, zone=JAKARTA, channel="surat")
    found = await _figures(reports, period)
    assert found["volume"] == [("surat", 2, 2)]
    assert found["first_human"] == [("p50", 100, 2), ("p90", 1000, 2)]
    assert [value for _, value, _ in found["backlog"]] == [0, 1, 1]


async def test_nothing_happened(reports: ReportQueries) -> None:
    found = await _figures(reports)
    assert found["first_bot"] == [("p50", None, 0), ("p90", None, 0)]
    assert found["containment"] == [("alone", None, 0), ("called", None, 0)]
    assert found["rating"] == [("mean", None, 0)]
    assert found["volume"] == []


async def test_a_bot_that_has_it_back_did_not_do_it_alone(
    reports: ReportQueries, days: Days, desk: Desk, sari: Actor
) -> None:
    """What was handed over stays handed over, though the ticket no longer says so."""
    desk.clock.now = _at(6, 5)
    receipt = await desk.chat(sender="9" * 64)
    await desk.bot_turn(receipt, "Jawaban", hand_off="misses")
    await desk.agents.take(number(receipt), sari)
    await desk.agents.return_to_bot(number(receipt), sari)
    desk.clock.forward(minutes=1)
    assert (await _figures(reports))["containment"][0] == ("alone", 1 / 4, 4)
    assert days.names([(await reports.behind(DAYS, "containment", "alone")).rows[0].number]) == "A"


@pytest.mark.parametrize(
    ("metric", "part"),
    [
        ("nothing", "x"), ("hours", "24"), ("hours", "x"), ("backlog", "2026-05-09"),
        ("replies", "x"), ("ratings", "x"), ("containment", "x"), ("first_bot", "p75"),
    ],
)  # fmt: skip
async def test_there_is_no_such_figure(reports: ReportQueries, metric: str, part: str) -> None:
    with pytest.raises(NoSuchFigure):
        await reports.behind(DAYS, metric, part)
