"""What someone who wants a person is told, by day and by night; with the real bot and store."""

import dataclasses
import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.composing import Composer
from bot.handler import Bot
from bot.knowledge import Knowledge
from bot.policy import PERSON
from nlu.interpreter import Guess, Interpretation
from nlu.signals import signals
from runtime.worker import Done, Job
from tests.bot.bots import bot_of
from tests.tickets.desk import Desk, conversation, number, opened
from tickets.domain.hours import BusinessHours, Calendars, Shift
from tickets.domain.lifecycle import Handler
from tickets.domain.traffic import Receipt
from tickets.domain.waiting import Waiting

WIB = ZoneInfo("Asia/Jakarta")
SPLIT = (
    Shift(start=dt.time(7, 30), end=dt.time(12)),
    Shift(start=dt.time(13), end=dt.time(16)),
)
OFFICE = BusinessHours(zone=WIB, week=dict.fromkeys(range(5), SPLIT))
EVENING = BusinessHours(zone=WIB, week={4: (Shift(start=dt.time(18), end=dt.time(21)),)})
FRIDAY = dt.datetime(2026, 11, 27, 19, tzinfo=WIB)
NOON = FRIDAY.replace(hour=10)
MONDAY = "Petugas bertugas lagi Senin, 30 November 2026 pukul 07.30 WIB."
CONTACT = "tuliskan alamat surel Anda"


class ByRules:
    """Reads what the fixed rules read, and takes the rest for one intent."""

    def __init__(self) -> None:
        self.intent = "lokasi_jam"

    async def parse(self, text: str) -> Interpretation:
        return Interpretation(
            ranking=(Guess(intent=self.intent, confidence=0.95),), signals=signals(text)
        )


@dataclasses.dataclass
class Office:
    """The desk, the bot at it, and what it makes of texts."""

    desk: Desk
    bot: Bot
    reads: ByRules

    async def turn(self, receipt: Receipt) -> list[str]:
        """The bot takes its turn; what it said in all."""
        payload = {"conversation": conversation(receipt).hex}
        job = Job(id=1, kind="turn", payload=payload, attempt=1, first_at=self.desk.clock())
        assert await self.bot.turn(job) == Done()
        said = await self.desk.messages(receipt)
        return [one.text for one in said if one.author.kind == "bot"]

    async def asks(self, text: str = "saya mau bicara dengan petugas", **more: object) -> list[str]:
        """A citizen writes in the chat, unless it is said where; what the bot says."""
        return await self.turn(await self.desk.chat(text, **more))


@pytest.fixture
async def office(sqlite_url: str, tmp_path: Path, knowledge: Knowledge) -> AsyncIterator[Office]:
    async with opened(sqlite_url, tmp_path) as desk:
        desk.clock.now = FRIDAY
        desk.calendars = Calendars(office=OFFICE, channels={"malam": EVENING})
        reads = ByRules()
        yield Office(desk, bot_of(desk, reads, knowledge), reads)


async def test_at_night_only_the_next_shift_is_promised(office: Office) -> None:
    told = "\n".join(await office.asks())

    assert MONDAY in told
    assert "sudah tersimpan" in told
    assert CONTACT in told, "who goes away cannot be reached in the chat"
    assert "urutan" not in told
    assert "waktu tunggu" not in told


async def test_it_is_said_once(office: Office) -> None:
    """An automatic message about the hours and a bot that goes on are two voices."""
    first = await office.asks()
    second = await office.asks("halo, masih ada orang?")

    assert sum(MONDAY in text for text in first) == 1
    assert second == first, "the bot is silent while a person is awaited"


async def test_questions_are_answered_at_night_without_a_word_about_the_hours(
    office: Office,
) -> None:
    [answer] = await office.asks("kantor buka jam berapa?")

    assert "bertugas lagi" not in answer
    assert CONTACT not in answer


async def test_by_day_the_place_is_told_and_the_wait_once_it_is_known(office: Office) -> None:
    office.desk.clock.now = NOON
    sari = await office.desk.agent()
    told = "\n".join(await office.asks(sender="a" * 64))
    assert "Anda di urutan 1." in told
    assert "waktu tunggu" not in told, "nothing was seen yet"
    assert CONTACT not in told

    for n in range(6):
        receipt = await office.desk.chat(sender=f"{n:064x}")
        await office.desk.bot_turn(receipt, "Baik", hand_off="requested")
        office.desk.clock.forward(minutes=4)
        await office.desk.agents.take(number(receipt), sari)
    told = "\n".join(await office.asks(sender="b" * 64))
    assert re.search(r"Anda di urutan 2\. Perkiraan waktu tunggu sekitar \d+ menit\.", told)
    english = await office.asks("I want to talk to an officer", sender="c" * 64, locale="en")
    assert re.search(r"number 3 in the queue\. The expected wait is about \d+ min\.", english[-1])


async def test_a_channel_is_told_its_own_hours(office: Office) -> None:
    told = "\n".join(await office.asks(channel="malam"))
    assert "Anda di urutan 1." in told, "in the evening they are there"

    office.desk.clock.now = NOON
    told = "\n".join(await office.asks(channel="malam", sender="a" * 64))
    assert "Petugas bertugas lagi Jumat, 27 November 2026 pukul 18.00 WIB." in told


async def test_in_telegram_no_address_is_asked_for(office: Office) -> None:
    receipt = await office.desk.telegram("bicara dengan petugas", choice=PERSON)
    told = "\n".join(await office.turn(receipt))

    assert MONDAY in told
    assert CONTACT not in told, "the chat is still there on Monday"


async def test_a_mail_says_the_hours_once(office: Office) -> None:
    receipt = await office.desk.mail("Saya ingin bicara dengan petugas.")
    [letter] = await office.turn(receipt)

    assert letter.count("bertugas lagi") == 1
    assert MONDAY in letter
    assert "sudah kami terima dengan nomor tiket" in letter
    assert CONTACT not in letter
    office.desk.clock.now = NOON
    other = await office.desk.mail("Saya ingin bicara dengan petugas.", sender="b@contoh.id")
    [letter] = await office.turn(other)
    assert "Anda di urutan 2." in letter
    assert letter.count("Petugas bertugas hari ini sampai pukul 12.00 WIB.") == 1


async def test_extortion_and_emergencies_are_answered_as_ever_and_then_the_hours(
    office: Office,
) -> None:
    told = await office.asks("petugas minta uang pelicin supaya izin saya keluar", sender="a" * 64)
    assert "jangan mentransfer ke rekening pribadi" in told[0]
    assert MONDAY in "\n".join(told[1:])
    told = await office.asks("tolong ada kebakaran di gedung sebelah", sender="b" * 64)
    assert "112" in told[0]
    assert len(told) == 1, "who is in danger is not told to wait until Monday"


async def test_who_complains_is_asked_one_thing_at_a_time(office: Office) -> None:
    office.reads.intent = "pengaduan_layanan"
    told = await office.asks("saya mau mengadukan pelayanan loket")

    assert any(MONDAY in text for text in told)
    assert len(told) > 2, "the complaint's own question follows"
    assert CONTACT not in "\n".join(told)


async def test_without_hours_it_is_as_ever(office: Office) -> None:
    office.desk.calendars = Calendars()
    del office.desk.queries
    office.bot._queries = office.desk.queries
    told = "\n".join(await office.asks())

    assert "Anda di urutan 1." in told
    assert "bertugas" not in told
    assert CONTACT not in told


async def test_an_office_that_is_closed_for_long_names_no_day(office: Office) -> None:
    office.desk.calendars = Calendars(office=BusinessHours(zone=WIB, week={}))
    del office.desk.queries
    office.bot._queries = office.desk.queries
    told = "\n".join(await office.asks())

    assert "sudah tersimpan dan akan dibaca petugas" in told
    assert "bertugas lagi" not in told
    assert "urutan" not in told


@pytest.mark.parametrize(
    ("seconds", "indonesian", "english"),
    [
        (60, "sekitar 1 menit", "about 1 min"),
        (2700, "sekitar 45 menit", "about 45 min"),
        (3600, "sekitar 1 jam", "about 1 h"),
        (5400, "sekitar 1 jam 30 menit", "about 1 h 30 min"),
    ],
)
def test_a_wait_is_said_as_people_say_it(
    composer: Composer, seconds: int, indonesian: str, english: str
) -> None:
    waiting = Waiting(position=2, wait_seconds=seconds, open=True)
    assert composer.queue("T", waiting, "id").endswith(f" {indonesian}.")
    assert composer.queue("T", waiting, "en").endswith(f" {english}.")


def test_a_day_of_work_ends_at_24(composer: Composer) -> None:
    """Midnight belongs to the day that ends."""
    late = BusinessHours(zone=WIB, week={4: (Shift(start=dt.time(18), end=dt.time(0)),)})
    assert "sampai pukul 24.00 WIB" in composer.acknowledgement("T", late, "id", FRIDAY)
    assert "until 24:00 WIB" in composer.acknowledgement("T", late, "en", FRIDAY)


async def test_the_ticket_waits_in_the_queue_all_the_same(office: Office) -> None:
    receipt = await office.desk.chat("saya mau bicara dengan petugas")
    await office.turn(receipt)
    assert (await office.desk.ticket(receipt)).standing.handler is Handler.QUEUE
