"""A message that holds only files goes to a person, and the bot says so in both languages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.handler import Bot
from bot.knowledge import Knowledge
from nlu.interpreter import Interpretation
from tests.bot.bots import bot_of
from tests.tickets.desk import SESSION, Desk, opened
from tickets.domain.lifecycle import Handler
from tickets.domain.traffic import Receipt


class NothingToRead:
    """An interpreter that must not be asked about an empty text."""

    async def parse(self, text: str) -> Interpretation:
        assert text.strip()
        return Interpretation()


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(sqlite_url, tmp_path) as made:
        yield made


@pytest.fixture
def bot(desk: Desk, knowledge: Knowledge) -> Bot:
    return bot_of(desk, NothingToRead(), knowledge)


async def file_alone(desk: Desk, text: str = "", locale: str = "id") -> Receipt:
    file = await desk.chats.keep_file(
        "livechat", SESSION, content=b"isi", name="a.png", media_type="image/png", at_most=99
    )
    return await desk.chat(text, kept_files=(file.id,), locale=locale)


async def take(bot: Bot, desk: Desk, receipt: Receipt) -> None:
    """The bot's turn, if it has anything to say."""
    turn = await bot.think(await desk.turn(receipt))
    if turn is not None:
        await desk.bot.take_turn(turn)


@pytest.mark.parametrize(("locale", "words"), [("id", "Petugas akan"), ("en", "An officer will")])
@pytest.mark.parametrize("text", ["", " \n "])
async def test_an_officer_will_look(
    bot: Bot, desk: Desk, text: str, locale: str, words: str
) -> None:
    receipt = await file_alone(desk, text, locale)
    await take(bot, desk, receipt)

    [_, said, place] = await desk.texts(receipt)
    assert words in said
    assert "1" in place
    ticket = await desk.ticket(receipt)
    assert (ticket.standing.handler, ticket.handed_off_for) == (Handler.QUEUE, "files")


async def test_while_a_person_is_awaited_files_are_taken_in_silence(bot: Bot, desk: Desk) -> None:
    receipt = await file_alone(desk)
    await take(bot, desk, receipt)
    await file_alone(desk)
    await take(bot, desk, receipt)

    assert len(await desk.texts(receipt)) == 4


@pytest.mark.parametrize(("files", "larger", "said"), [(1, None, "Petugas akan"), (0, 20, "besar")])
async def test_the_name_an_adapter_gives_a_file_is_no_question(
    bot: Bot, desk: Desk, files: int, larger: int | None, said: str
) -> None:
    """Telegram: ``[foto]``, as the desk reads it; the interpreter is not asked."""
    limit = None if larger is None else larger * 1024**2
    receipt = (
        await file_alone(desk, "[foto]") if files else await desk.chat("[foto]", larger_than=limit)
    )
    await take(bot, desk, receipt)

    assert said in (await desk.texts(receipt))[1]
    handler = (await desk.ticket(receipt)).standing.handler
    assert handler is (Handler.QUEUE if files else Handler.BOT)
