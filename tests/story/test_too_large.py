"""A file that Telegram does not give away: the citizen is told, and the desk sees that it came."""

import pytest

from channels.telegram.fetching import LARGEST
from tests.peers.botapi import BotApi
from tests.story.conftest import World
from tests.story.test_the_whole_way import PERSON, texts

pytestmark = pytest.mark.slow
SITI, JOHN = 42, 44  # chats in Telegram


def sends(telegram: BotApi, chat: int, language: str, caption: str = "") -> None:
    """A document of which Telegram says itself that it is too large."""
    document = {
        "file_id": "siteplan",
        "file_unique_id": "siteplan",
        "file_name": "siteplan.pdf",
        "file_size": LARGEST + 1,
    }
    more = {"caption": caption} if caption else {}
    said = telegram.message(chat, "Siti", language, document=document, **more)
    telegram.raw_update({"message": said})


async def test_the_citizen_is_told_and_sends_it_by_mail(world: World) -> None:
    sends(world.telegram, SITI, "id")
    (told,) = await texts(world.telegram, SITI, 1)
    assert "terlalu besar" in told
    assert "20 MB" in told
    (ticket,) = await world.desk.tickets()
    number = ticket["number"]
    assert f"surel ke konsultasi@kantor.example, dengan nomor tiket {number}" in told
    page = await world.desk.get(f"/tickets/{number}/messages")
    assert [one["text"] for one in page["data"]] == [
        "[dokumen: siteplan.pdf, terlalu besar untuk diambil, paling besar 20 MB]",
        told,
    ]

    world.telegram.say(SITI, PERSON)
    await texts(world.telegram, SITI, 3)  # a person is called, and the place in the queue
    await world.desk.post(f"/tickets/{number}/take")
    sends(world.telegram, SITI, "id", "Ini yang baru")
    *_, again = await texts(world.telegram, SITI, 4)
    assert again == told, "an agent has it by now: the bot says no more than that"


async def test_the_words_with_it_are_answered_too_in_their_language(world: World) -> None:
    sends(world.telegram, JOHN, "en", "I want to talk to an officer")
    told, answer, *_ = await texts(world.telegram, JOHN, 2)
    assert told.startswith("Sorry, your file is too large for us to receive here (at most 20 MB).")
    assert "too large" not in answer
    (ticket,) = await world.desk.in_queue()
    assert ticket["handler"] == "queue"
