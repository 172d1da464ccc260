"""Commands, from the message to what is stored: the real bot on a real store, on both engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands import LANGUAGES
from bot.handler import Bot
from bot.knowledge import Knowledge
from nlu.interpreter import Interpretation
from runtime.worker import Done, Job
from tests.bot.bots import bot_of
from tests.tickets.desk import Desk, conversation, number, opened
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.traffic import Receipt


class Nothing:
    """An interpreter that understands nothing: commands need none."""

    async def parse(self, text: str) -> Interpretation:  # noqa: ARG002
        return Interpretation()


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def bot(desk: Desk, knowledge: Knowledge) -> Bot:
    return bot_of(desk, Nothing(), knowledge)


async def hears(bot: Bot, desk: Desk, text: str, **more: object) -> tuple[Receipt, list[str]]:
    """The citizen says it; what the bot answers."""
    receipt = await desk.telegram(text, **more)
    before = len(await desk.messages(receipt))
    job = Job(
        id=1,
        kind="turn",
        payload={"conversation": conversation(receipt).hex},
        attempt=1,
        first_at=desk.clock(),
    )
    assert isinstance(await bot.turn(job), Done)
    said = (await desk.messages(receipt))[before:]
    return receipt, [one.text for one in said if not one.private]


async def offered(desk: Desk, receipt: Receipt) -> dict[str, str]:
    return {c.label: c.id for c in (await desk.messages(receipt))[-1].choices}


async def test_the_language_is_chosen_by_button_and_stays(bot: Bot, desk: Desk) -> None:
    receipt, (asks,) = await hears(bot, desk, "/bahasa", command="language", locale="id")
    assert asks == "Pilih bahasa Anda."
    buttons = await offered(desk, receipt)
    assert buttons == {label: f"/bahasa {key}" for key, label in LANGUAGES.items()}
    _, said = await hears(
        bot, desk, "English", choice=buttons["English"], command="language", locale="id"
    )
    assert said == ["We have noted your language: English."]
    assert (await desk.ticket(receipt)).locale == "en"
    _, (status,) = await hears(bot, desk, "/status", command="status", locale="id")
    assert status.startswith(f"Ticket {number(receipt)}")


@pytest.mark.parametrize("text", ["en", "English", "inggris"])
async def test_the_language_may_follow_the_command(bot: Bot, desk: Desk, text: str) -> None:
    _, said = await hears(bot, desk, text, command="language", locale="id")
    assert said == ["We have noted your language: English."]


async def test_a_language_we_do_not_speak_is_asked_for_again(bot: Bot, desk: Desk) -> None:
    receipt, said = await hears(bot, desk, "klingon", command="language", locale="en")
    assert said == ["Choose your language."]
    assert (await desk.ticket(receipt)).locale == "en"


async def test_the_label_of_a_button_may_be_typed(bot: Bot, desk: Desk) -> None:
    await hears(bot, desk, "/bahasa", command="language", locale="id")
    _, said = await hears(bot, desk, "english", locale="id")
    assert said == ["We have noted your language: English."]


async def test_a_person_is_called_and_then_the_place_is_told(bot: Bot, desk: Desk) -> None:
    receipt, said = await hears(bot, desk, "/petugas", command="person")
    assert said[1:] == [
        (
            f"Nomor tiket {number(receipt)}. Anda di urutan 1.\n"
            "Perkembangannya dapat dilihat di http://127.0.0.1:8080/status/"
        )
    ]
    assert await desk.standing(receipt) == (Status.OPEN, Handler.QUEUE)
    assert (await desk.ticket(receipt)).handed_off_for == "requested"
    _, again = await hears(bot, desk, "/petugas", command="person")
    assert again == said[1:]
    await desk.agents.take(number(receipt), await desk.agent())
    _, there = await hears(bot, desk, "/petugas", command="person")
    assert there == ["Percakapan ini sudah ditangani petugas. Silakan tulis pesan Anda di sini."]


async def test_deletion_is_explained_first_and_nothing_happens(bot: Bot, desk: Desk) -> None:
    receipt, (said,) = await hears(bot, desk, "/hapus", command="delete")
    assert "tidak langsung terhapus" in said
    assert await desk.standing(receipt) == (Status.PENDING, Handler.BOT)
    buttons = await offered(desk, receipt)
    assert [*buttons] == ["Ya, minta dihapus", "Batal"]
    _, said_no = await hears(bot, desk, "Batal", choice=buttons["Batal"], command="delete")
    assert said_no == ["Baik, permintaan tidak dikirim. Data Anda tidak berubah."]
    assert await desk.standing(receipt) == (Status.PENDING, Handler.BOT)


async def test_deletion_is_never_asked_for_by_words_alone(bot: Bot, desk: Desk) -> None:
    receipt, (said,) = await hears(bot, desk, "ya", command="delete")
    assert "Kirim permintaan ini?" in said
    assert await desk.standing(receipt) == (Status.PENDING, Handler.BOT)


@pytest.mark.parametrize("taken", [False, True])
async def test_deletion_goes_to_a_person_whoever_has_the_ticket(
    bot: Bot,
    desk: Desk,
    taken: bool,  # noqa: FBT001
) -> None:
    receipt, _ = await hears(bot, desk, "/hapus", command="delete")
    buttons = await offered(desk, receipt)
    if taken:
        await desk.agents.take(number(receipt), await desk.agent())
    yes = buttons["Ya, minta dihapus"]
    _, said = await hears(bot, desk, "Ya, minta dihapus", choice=yes, command="delete")
    assert f"tercatat pada tiket {number(receipt)}" in said[0]
    assert "Belum ada data yang dihapus" in said[0]
    assert len(said) == (1 if taken else 2)  # no place in the queue for who has an officer
    handler = Handler.AGENT if taken else Handler.QUEUE
    assert (await desk.ticket(receipt)).standing.handler is handler
    assert (await desk.ticket(receipt)).handed_off_for == "data_deletion"
    notes = [one.text for one in await desk.messages(receipt) if one.private]
    assert len(notes) == 1
    assert "dihapus" in notes[0]
    why = [one.facts["why"] for one in await desk.log() if one.kind == "ticket.handed_off"]
    assert why == ["data_deletion"]
