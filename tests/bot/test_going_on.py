"""What the bot says of going on elsewhere: when asked to, and when a link tied nothing."""

import asyncio
import dataclasses
import string
from collections.abc import AsyncIterator, Collection
from pathlib import Path

import pytest

from bot.handler import Bot
from bot.knowledge import Knowledge
from nlu.interpreter import Interpretation
from nlu.keywords import recognise
from runtime.worker import Done, Job
from tests.bot.bots import bot_of
from tests.tickets.desk import Desk, conversation, number, opened
from tickets.commands.actor import Actor
from tickets.domain import link
from tickets.domain.link import Refusal
from tickets.domain.message import Trust
from tickets.domain.traffic import Receipt
from tickets.store import messages

BOTH = ("telegram", "email")
UNKNOWN = (link.key("a" * link.LENGTH),)


class Reader:
    """Reads what the rules know."""

    async def parse(self, text: str) -> Interpretation:
        return recognise(text)


@dataclasses.dataclass
class Office:
    """A desk and its bot."""

    desk: Desk
    bot: Bot

    async def turn(self, receipt: Receipt) -> None:
        """The bot reads what is new there."""
        job = Job(
            id=1, kind="turn", payload={"conversation": conversation(receipt).hex}, attempt=1,
            first_at=self.desk.clock(),
        )  # fmt: skip
        async with asyncio.timeout(10):
            assert await self.bot.turn(job) == Done()

    async def said(self, receipt: Receipt) -> list[tuple[str, list[str], list[str] | None]]:
        """What the bot said there: words, buttons, and the link that goes out with it."""
        rows = await self.desk.rows(messages, conversation=conversation(receipt), author="bot")
        return [
            (row.text, [c for c, _ in row.meta.get("choices", ())], row.meta.get("link_to"))
            for row in sorted(rows, key=lambda row: row.seq)
        ]


@dataclasses.dataclass
class Kit:
    """What a bot is made of."""

    desk: Desk
    knowledge: Knowledge

    def office(self, kinds: Collection[str] = BOTH) -> Office:
        """An office whose links lead to these kinds of channels."""
        return Office(self.desk, bot_of(self.desk, Reader(), self.knowledge, elsewhere=kinds))


@pytest.fixture
async def kit(sqlite_url: str, tmp_path: Path, knowledge: Knowledge) -> AsyncIterator[Kit]:
    async with opened(sqlite_url, tmp_path) as desk:
        yield Kit(desk, knowledge)


@pytest.fixture
async def sari(kit: Kit) -> Actor:
    return await kit.desk.agent("Sari")


async def test_a_start_in_telegram_offers_to_go_on_by_mail(kit: Kit) -> None:
    started = await kit.desk.telegram("/start", command="start")
    office = kit.office()
    await office.turn(started)
    ((_, choices, _),) = await office.said(started)
    assert choices == ["continue:email"]


async def test_it_is_not_offered_without_a_mailbox(kit: Kit) -> None:
    started = await kit.desk.telegram("/start", command="start")
    office = kit.office(("telegram",))
    await office.turn(started)
    ((_, choices, _),) = await office.said(started)
    assert choices == []


async def test_who_waits_for_a_person_in_telegram_is_offered_it_too(kit: Kit) -> None:
    asked = await kit.desk.telegram("saya mau bicara dengan petugas")
    office = kit.office()
    await office.turn(asked)
    assert (await office.said(asked))[-1][1] == ["continue:email"]


@pytest.mark.parametrize("how", [{"text": "/email"}, {"text": "x", "choice": "continue:email"}])
async def test_an_address_is_given_in_telegram(kit: Kit, how: dict[str, str]) -> None:
    asked = await kit.desk.telegram(how["text"], choice=how.get("choice"))
    office = kit.office()
    await office.turn(asked)
    ((text, _, going),) = await office.said(asked)
    assert "kirim surel ke [alamat sekali pakai]" in text
    assert going == ["email", "[alamat sekali pakai]"]


async def test_a_link_is_given_in_mail_and_in_its_language(kit: Kit) -> None:
    asked = await kit.desk.mail("Telegram", locale="en")
    office = kit.office()
    await office.turn(asked)
    ((text, _, going),) = await office.said(asked)
    assert "open [one-time link]" in text
    assert going == ["telegram", "[one-time link]"]


async def test_the_acknowledgement_tells_how_to_go_on_in_telegram(kit: Kit) -> None:
    asked = await kit.desk.mail("saya mau bicara dengan petugas")
    office = kit.office()
    await office.turn(asked)
    ((text, _, _),) = await office.said(asked)
    assert text.endswith("Balas surel ini dengan satu kata: Telegram.")


async def test_it_tells_nothing_of_telegram_without_a_bot_there(kit: Kit) -> None:
    asked = await kit.desk.mail("saya mau bicara dengan petugas")
    office = kit.office(("email",))
    await office.turn(asked)
    ((text, _, _),) = await office.said(asked)
    assert "Telegram" not in text


async def test_where_one_cannot_go_on_that_is_said(kit: Kit) -> None:
    asked = await kit.desk.mail("Telegram")
    office = kit.office(("email",))
    await office.turn(asked)
    ((text, _, going),) = await office.said(asked)
    assert text.startswith("Mohon maaf, percakapan belum dapat dilanjutkan di sana.")
    assert going is None


@pytest.mark.parametrize("channel", ["telegram", "mail"])
async def test_it_is_given_whoever_has_the_ticket(kit: Kit, sari: Actor, channel: str) -> None:
    write = getattr(kit.desk, channel)
    first = await write("halo", message_key="<a@warga>" if channel == "mail" else None)
    await kit.desk.agents.take(number(first), sari)
    word = "Telegram" if channel == "mail" else "/surel"
    asked = await write(word, thread_keys=("message:<a@warga>",))
    assert asked.ticket == first.ticket
    office = kit.office()
    await office.turn(asked)
    assert (await office.said(asked))[-1][2] is not None
    assert (await kit.desk.standing(first))[1] == "agent"


@pytest.mark.parametrize("locale", ["id", "en"])
@pytest.mark.parametrize("why", Refusal)
def test_there_are_words_for_every_refusal(knowledge: Knowledge, why: Refusal, locale: str) -> None:
    words = knowledge.phrases[f"link_{why}"].of(locale)
    assert 30 < len(words) < 300
    assert [name for _, name, _, _ in string.Formatter().parse(words) if name] == []


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("locale", ["id", "en"])
def test_the_words_of_a_link_have_a_place_for_it(
    knowledge: Knowledge, kind: str, locale: str
) -> None:
    words = knowledge.phrases[f"continue_{kind}"].of(locale)
    assert words.count("{place}") == 1
    mark = knowledge.phrases[f"continue_mark_{kind}"].of(locale)
    assert mark not in words


def test_how_long_a_link_lasts_is_said_as_it_is(knowledge: Knowledge) -> None:
    hours = int(link.LASTS["email"].total_seconds() // 3600)
    minutes = int(link.LASTS["telegram"].total_seconds() // 60)
    for locale in ("id", "en"):
        assert str(hours) in knowledge.phrases["continue_email"].of(locale)
        assert str(minutes) in knowledge.phrases["continue_telegram"].of(locale)


async def test_a_link_that_ties_nothing_is_told_in_place_of_the_welcome(kit: Kit) -> None:
    tried = await kit.desk.telegram("/start aaaa", command="start", thread_keys=UNKNOWN)
    office = kit.office()
    await office.turn(tried)
    ((text, _, _),) = await office.said(tried)
    assert text == kit.knowledge.phrases["link_unknown"].id


async def test_it_is_told_in_the_language_of_the_citizen(kit: Kit) -> None:
    tried = await kit.desk.telegram("/start", command="start", thread_keys=UNKNOWN, locale="en")
    office = kit.office()
    await office.turn(tried)
    ((text, _, _),) = await office.said(tried)
    assert text == kit.knowledge.phrases["link_unknown"].en


async def test_a_mail_that_ties_nothing_is_answered_all_the_same(kit: Kit) -> None:
    tried = await kit.desk.mail("saya mau bicara dengan petugas", thread_keys=UNKNOWN)
    office = kit.office()
    await office.turn(tried)
    ((text, _, _),) = await office.said(tried)
    assert text.startswith(kit.knowledge.phrases["link_unknown"].id)
    assert kit.knowledge.phrases["handoff_requested"].id in text
    assert (await kit.desk.standing(tried))[1] == "queue"


async def test_a_forged_sender_is_told_what_to_do(kit: Kit) -> None:
    chat = await kit.desk.chat()
    made = await kit.desk.links.make(conversation(chat), "email")
    keys = (link.key(made.token),)
    tried = await kit.desk.mail("lanjut", thread_keys=keys, trust=Trust.FAILED)
    office = kit.office()
    await office.turn(tried)
    ((text, _, _),) = await office.said(tried)
    assert text.startswith(kit.knowledge.phrases["link_forged"].id)


async def test_agents_see_no_reason_for_a_person_in_it(kit: Kit) -> None:
    tried = await kit.desk.telegram("/start", command="start", thread_keys=UNKNOWN)
    office = kit.office()
    await office.turn(tried)
    assert (await kit.desk.ticket(tried)).handed_off_for is None
    assert (await kit.desk.standing(tried))[1] == "bot"
