"""One answer to "how does my ticket stand?": state, what next, by when; and no promise beyond."""

import dataclasses
import datetime as dt
import itertools
import zoneinfo

import pytest

from bot.composing import Composer
from bot.status import StatusWords
from tickets.domain.hours import BusinessHours, Calendars, Shift
from tickets.domain.lifecycle import Handler, Standing, Status
from tickets.domain.message import AuthorKind
from tickets.domain.progress import Progress, Written
from tickets.domain.waiting import Waiting

JAKARTA = zoneinfo.ZoneInfo("Asia/Jakarta")
MONDAY = dt.datetime(2026, 5, 4, 2, tzinfo=dt.UTC)  # 09.00 in Jakarta
EVENING = MONDAY + dt.timedelta(hours=12)
PAGE = "https://tanya.example/status/"
NUMBER = "T-2026-000123-X"
MORNINGS = BusinessHours(
    zone=JAKARTA, week={day: (Shift(start=dt.time(8), end=dt.time(12)),) for day in range(5)}
)
EVENINGS = BusinessHours(
    zone=JAKARTA, week={day: (Shift(start=dt.time(18), end=dt.time(22)),) for day in range(7)}
)


def words(composer: Composer, hours: BusinessHours | None = None) -> StatusWords:
    calendars = Calendars(office=hours, channels={"malam": EVENINGS, "surat": None})
    return StatusWords(composer=composer, zone=JAKARTA, page=PAGE, calendars=calendars)


def stands(status: Status, handler: Handler) -> Progress:
    return Progress(
        number=NUMBER,
        standing=Standing(status=status, handler=handler),
        since=MONDAY,
        last=Written(at=MONDAY + dt.timedelta(minutes=5), by=AuthorKind.CONTACT),
    )


def test_it_says_the_state_what_next_and_when_people_are_there(composer: Composer) -> None:
    waits = stands(Status.OPEN, Handler.QUEUE)
    place = Waiting(position=2, wait_seconds=300, open=True)
    assert words(composer, MORNINGS).told(waits, "id", MONDAY, place).splitlines() == [
        f"Tiket {NUMBER}: menunggu petugas, sejak 4 Mei 2026 pukul 09.00 WIB.",
        "Anda di urutan 2. Perkiraan waktu tunggu sekitar 5 menit.",
        "Selanjutnya: petugas membaca tiket ini sesuai urutan dan menjawab di percakapan Anda.",
        "Petugas bertugas hari ini sampai pukul 12.00 WIB.",
        "Pesan terakhir: dari Anda, 4 Mei 2026 pukul 09.05 WIB.",
    ]
    closed = Waiting(open=False)
    assert words(composer, MORNINGS).told(waits, "en", EVENING, closed).splitlines()[2] == (
        "Officers are back at work on Tuesday, 5 May 2026, from 08:00 WIB."
    )


def test_the_hours_are_those_of_the_channel_where_it_is_answered(composer: Composer) -> None:
    say, waits = words(composer, MORNINGS), stands(Status.OPEN, Handler.QUEUE)
    here = {name: dataclasses.replace(waits, channel=name) for name in ("surel", "malam", "surat")}
    told = {name: say.told(one, "id", EVENING) for name, one in here.items()}
    assert "Petugas bertugas lagi hari Selasa, 5 Mei 2026, mulai pukul 08.00 WIB." in told["surel"]
    assert "Petugas bertugas hari ini sampai pukul 22.00 WIB." in told["malam"]
    assert "bertugas" not in told["surat"], "nothing is promised there"


def test_without_hours_no_time_is_promised(composer: Composer) -> None:
    with_agent = stands(Status.OPEN, Handler.AGENT)
    told = words(composer).told(with_agent, "id", MONDAY)
    assert "bertugas" not in told
    assert told.count("pukul") == 2, "since when, and the last message: both are past"


@pytest.mark.parametrize("locale", ["id", "en"])
def test_hours_are_told_only_where_a_person_is_awaited(composer: Composer, locale: str) -> None:
    say = words(composer, MORNINGS)
    at_work = composer.at_work(MORNINGS, locale, MONDAY)
    for status, handler in itertools.product(Status, Handler):
        told = say.told(stands(status, handler), locale, MONDAY)
        awaited = status in {Status.NEW, Status.OPEN} and handler is not Handler.BOT
        assert (at_work in told) == awaited, (status, handler)


@pytest.mark.parametrize("locale", ["id", "en"])
def test_every_standing_has_its_words(composer: Composer, locale: str) -> None:
    say, seen = words(composer, MORNINGS), set()
    for status, handler in itertools.product(Status, Handler):
        told = say.told(stands(status, handler), locale, MONDAY)
        assert NUMBER in told.splitlines()[0]
        assert "{" not in told
        seen.add(told.splitlines()[0])
    assert len(seen) == 9


def test_spam_is_told_as_closed(composer: Composer) -> None:
    say = words(composer)
    spam, closed = (
        say.told(stands(status, Handler.QUEUE), "id", MONDAY)
        for status in (Status.SPAM, Status.CLOSED)
    )
    assert spam == closed


def test_a_merged_ticket_names_the_one_it_goes_on_in(composer: Composer) -> None:
    merged = dataclasses.replace(stands(Status.OPEN, Handler.QUEUE), merged_into="T-2026-000124-Y")
    told = words(composer).told(merged, "en", MONDAY)
    assert told.startswith(f"Ticket {NUMBER}: waiting")
    assert "goes on under number T-2026-000124-Y" in told


@pytest.mark.parametrize("locale", ["id", "en"])
def test_who_is_not_told_learns_where_to_look(composer: Composer, locale: str) -> None:
    say = words(composer)
    assert say.unknown(locale).endswith(PAGE)
    assert say.where(locale).endswith(PAGE)
    assert "T-2026-000123-Y" in say.misspelt("T-2026-000123-Y", locale)
    code = say.code(locale, NUMBER, "012345", 10)
    assert all(part in code for part in (NUMBER, "012345", "10"))
