"""Who waits for a person may be written to by e-mail instead: the bot asks where, and is silent."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.settings import Settings
from bot.handler import Bot
from bot.knowledge import load
from nlu.interpreter import Interpretation
from nlu.signals import signals
from runtime.worker import Done, Job
from tests.bot import bots
from tests.tickets.desk import SITI, Desk, conversation, number, opened
from tickets.domain.lifecycle import Handler
from tickets.domain.message import Choice, Message
from tickets.domain.traffic import Receipt

PERSON = "saya mau bicara dengan petugas"
WRITE = Choice(id="start:write", label="Tulis ke e-mail saya")


class FixedRules:
    """An interpreter that knows the fixed rules and nothing else."""

    async def parse(self, text: str) -> Interpretation:
        return Interpretation(source="keywords", signals=signals(text))


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(sqlite_url, tmp_path) as made:
        yield made


def bot_of(desk: Desk, *, by_mail: bool = True) -> Bot:
    return bots.bot_of(desk, FixedRules(), load(Settings().bot.knowledge), by_mail=by_mail)


async def says(bot: Bot, desk: Desk, text: str, **more: object) -> tuple[Receipt, list[Message]]:
    """A citizen writes; what the bot says to it."""
    receipt = await desk.chat(text, **more)
    payload = {"conversation": conversation(receipt).hex}
    job = Job(id=1, kind="turn", payload=payload, attempt=1, first_at=desk.clock())
    assert await bot.turn(job) == Done()
    said = [one for one in await desk.messages(receipt) if one.seq and one.seq > (receipt.seq or 0)]
    return receipt, said


async def test_it_is_offered_to_who_waits_where_there_is_a_mailbox(desk: Desk) -> None:
    receipt, (_, queue) = await says(bot_of(desk), desk, PERSON)
    assert queue.choices == (WRITE,)
    assert "urutan 1" in queue.text
    english = {"sender": uuid.uuid4().hex * 2, "locale": "en"}
    _, (_, queue) = await says(bot_of(desk), desk, "I want to talk to an officer", **english)
    assert [one.label for one in queue.choices] == ["Write to my e-mail"]
    other = {"sender": "7" * 64}
    _, (_, queue) = await says(bot_of(desk, by_mail=False), desk, PERSON, **other)
    assert queue.choices == ()
    assert (await desk.ticket(receipt)).standing.handler is Handler.QUEUE


async def test_a_letter_offers_nothing_it_has_already(desk: Desk) -> None:
    receipt = await desk.mail(PERSON)
    payload = {"conversation": conversation(receipt).hex}
    job = Job(id=1, kind="turn", payload=payload, attempt=1, first_at=desk.clock())
    await bot_of(desk).turn(job)
    assert [one.choices for one in await desk.messages(receipt)][1:] == [()]


async def test_the_address_is_asked_for_noted_and_the_place_kept(desk: Desk) -> None:
    bot = bot_of(desk)
    receipt, _ = await says(bot, desk, PERSON)
    before = await desk.ticket(receipt)
    desk.clock.forward(minutes=1)
    _, (asked,) = await says(bot, desk, WRITE.label, choice=WRITE.id)
    assert asked.text.startswith("Ke alamat e-mail mana")
    assert [one.label for one in asked.choices] == ["Batal"]
    _, (noted,) = await says(bot, desk, "ke Siti@Contoh.id saja ya kak")
    assert "s•••@contoh.id" in noted.text
    assert SITI not in noted.text
    assert noted.choices == ()
    after = await desk.ticket(receipt)
    assert (after.reply_to, after.standing) == (SITI, before.standing)
    assert after.waiting_since == before.waiting_since
    assert (await says(bot, desk, "masih lama?"))[1] == [], "and the bot keeps quiet"


async def test_it_can_be_pressed_by_its_number(desk: Desk) -> None:
    bot = bot_of(desk)
    await says(bot, desk, PERSON)
    _, (asked,) = await says(bot, desk, "Tulis ke e-mail saya")
    assert asked.text.startswith("Ke alamat e-mail mana")


async def test_a_bad_address_may_be_said_once_more(desk: Desk) -> None:
    bot = bot_of(desk)
    receipt, _ = await says(bot, desk, PERSON)
    await says(bot, desk, WRITE.label, choice=WRITE.id)
    _, (again,) = await says(bot, desk, "siti at contoh")
    assert "sekali lagi" in again.text
    _, (over,) = await says(bot, desk, "a@b.id atau c@d.id")
    assert over.text == "Alamatnya belum kami catat. Petugas tetap akan menjawab di sini."
    assert (await desk.ticket(receipt)).reply_to is None
    assert (await says(bot, desk, SITI))[1] == [], "it does not ask for ever"


async def test_it_can_be_stopped(desk: Desk) -> None:
    bot = bot_of(desk)
    receipt, _ = await says(bot, desk, PERSON)
    await says(bot, desk, WRITE.label, choice=WRITE.id)
    _, (stopped,) = await says(bot, desk, "batal")
    assert "kami hentikan" in stopped.text
    assert (await desk.ticket(receipt)).standing.handler is Handler.QUEUE


async def test_an_address_said_much_later_is_left_to_the_person(desk: Desk) -> None:
    bot = bot_of(desk)
    receipt, _ = await says(bot, desk, PERSON)
    await says(bot, desk, WRITE.label, choice=WRITE.id)
    desk.clock.now += dt.timedelta(hours=1)
    assert (await says(bot, desk, SITI))[1] == []
    assert (await desk.ticket(receipt)).reply_to is None


async def test_other_buttons_stay_silent_while_a_person_is_awaited(desk: Desk) -> None:
    bot = bot_of(desk)
    await says(bot, desk, PERSON)
    for choice in ("start:status", "person", "flow:cancel"):
        assert (await says(bot, desk, "x", choice=choice))[1] == []


async def test_without_a_mailbox_an_old_button_does_nothing(desk: Desk) -> None:
    receipt, _ = await says(bot_of(desk), desk, PERSON)
    bot = bot_of(desk, by_mail=False)
    assert (await says(bot, desk, WRITE.label, choice=WRITE.id))[1] == []
    assert number(receipt)
