"""Answers marked sensitive reach nobody before an agent sends them; real bot, knowledge, store."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from app.dialogue import policy_of, status_words
from app.oracle import Oracle
from app.settings import BadConfig, BotSettings, Settings
from bot.composing import Composer
from bot.handler import Bot
from bot.knowledge import Knowledge
from bot.policy import Rephrase
from nlu.interpreter import Entity, Guess, Interpretation
from nlu.signals import signals
from runtime.worker import Done, Job
from tests.bot.bots import bot_of
from tests.tickets.desk import SESSION, SITI, TELEGRAM, Desk, conversation, number, opened
from tickets.commands.proposals import ProposalCommands
from tickets.commands.transcripts import TranscriptCommands
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.proposal import Proposal, Step
from tickets.domain.traffic import Receipt
from tickets.queries.readings import ReadingQueries
from tickets.store import deliveries

SENSITIVE = ("tanya_biaya", "lokasi_jam", "penolakan_revisi")
WORDS = {"biaya": "tanya_biaya", "jam": "lokasi_jam", "syarat": "tanya_syarat"}
ASKED = "berapa biaya PBG?"
TOLD = "diperiksa petugas dulu"


class ByWords:
    """Reads the fixed rules, and one intent for a word that stands for it."""

    async def parse(self, text: str) -> Interpretation:
        found = [intent for word, intent in WORDS.items() if word in text.lower()]
        permit = (Entity(name="permit", value="pbg"),) if "PBG" in text else ()
        phone = (Entity(name="phone", value="081200000000"),) if "0812" in text else ()
        ranking = (Guess(intent=found[0], confidence=0.95),) if found else ()
        return Interpretation(ranking=ranking, entities=permit + phone, signals=signals(text))


@dataclasses.dataclass
class Office:
    """The desk, the bot at it, and how it words things."""

    desk: Desk
    bot: Bot
    composer: Composer

    async def turn(self, receipt: Receipt) -> list[str]:
        """The bot takes its turn; what it said in all."""
        payload = {"conversation": conversation(receipt).hex}
        job = Job(id=1, kind="turn", payload=payload, attempt=1, first_at=self.desk.clock())
        assert await self.bot.turn(job) == Done()
        said = await self.desk.messages(receipt)
        return [one.text for one in said if one.author.kind == "bot"]

    async def proposals(self, receipt: Receipt) -> list[Proposal]:
        return list((await ReadingQueries(self.desk.db).of(number(receipt))).proposals)

    async def readings(self, receipt: Receipt) -> list[dict[str, object]]:
        """What was noted, of the newest message first."""
        found = (await ReadingQueries(self.desk.db).of(number(receipt))).readings
        return [dict(one) for reading in found for one in reading.understood]

    async def reaches_the_citizen(self, receipt: Receipt) -> str:
        """All that any channel carries, shows or will show of this ticket, as one text."""
        desk = self.desk
        carried: list[object] = list(await desk.thread())
        carried += (await desk.queries.thread("telegram", TELEGRAM, 0))[0]
        for row in await desk.rows(deliveries):
            carried.append(await desk.deliveries.outbound(row.message))
            carried.append(await desk.deliveries.as_sent(row.message))
        copies = TranscriptCommands(
            desk.db, desk.clock, desk.names, zone=ZoneInfo("Asia/Jakarta"), own=set()
        )
        client = uuid.uuid4().hex
        desk.clock.forward(hours=1)  # copies are asked for seldom
        if (await desk.ticket(receipt)).channels[0].kind == "livechat":
            await copies.ask(
                channel="livechat",
                sender=SESSION,
                locale="id",
                mailbox="surat",
                client_id=client,
                email=SITI,
            )
        for job in await desk.jobs("transcript"):
            carried.append(await copies.outbound(UUID(job.payload["transcript"])))
        progress = await desk.queries.progress(number(receipt))
        assert progress is not None
        waiting = await desk.queries.waiting(number(receipt))
        status = status_words(Settings(), self.composer)
        carried.append(status.told(progress, "id", desk.clock(), waiting))
        carried.append((await desk.ticket(receipt)).preview)
        return repr(carried)


@pytest.fixture
async def office(database_url: str, tmp_path: Path, knowledge: Knowledge) -> AsyncIterator[Office]:
    settings = Settings(bot=BotSettings(approve=SENSITIVE))
    composer = Composer(knowledge, SENSITIVE)
    async with opened(database_url, tmp_path) as desk:
        yield Office(desk, bot_of(desk, ByWords(), knowledge, settings), composer)


def lines_of(text: str) -> list[str]:
    """What would give an answer away: each of its lines."""
    return [line.removeprefix("• ") for line in text.splitlines() if len(line) > 15]


@pytest.mark.parametrize("channel", ["chat", "mail", "telegram"])
async def test_nothing_of_it_reaches_the_citizen_before_it_is_sent(
    office: Office, channel: str
) -> None:
    desk = office.desk
    receipt = await getattr(desk, channel)(ASKED)
    said = await office.turn(receipt)

    [one] = await office.proposals(receipt)
    assert (one.step, one.said.intent, one.said.permit) == (Step.WAITING, "tanya_biaya", "pbg")
    assert len(lines_of(one.said.text)) >= 2
    assert one.said.facts, "told from facts"
    assert TOLD in "\n".join(said)
    assert sum(TOLD in text for text in said) == 1
    shown = await office.reaches_the_citizen(receipt)
    assert TOLD in shown, "the net catches what is said"
    for line in lines_of(one.said.text):
        assert line not in shown
    assert await desk.standing(receipt) == (Status.OPEN, Handler.QUEUE)
    assert (await desk.ticket(receipt)).handed_off_for == "approval"

    sari = await desk.agent()
    commands = ProposalCommands(desk.db, desk.clock, desk.names, desk.agents)
    await commands.send(number(receipt), sari, one.id)
    shown = await office.reaches_the_citizen(receipt)
    assert lines_of(one.said.text)[0] in shown, "the net would have caught it"


async def test_thrown_away_it_never_reaches_them(office: Office) -> None:
    desk = office.desk
    receipt = await desk.chat(ASKED)
    await office.turn(receipt)
    [one] = await office.proposals(receipt)
    commands = ProposalCommands(desk.db, desk.clock, desk.names, desk.agents)
    await commands.discard(number(receipt), await desk.agent(), one.id)
    await desk.agents.return_to_bot(number(receipt), await desk.agent("Dewi"))
    await desk.chat("syarat PBG?")
    await office.turn(receipt)

    shown = await office.reaches_the_citizen(receipt)
    assert "PBG" in shown
    assert lines_of(one.said.text)[0] not in shown


async def test_who_waits_is_told_their_place(office: Office) -> None:
    receipt = await office.desk.chat(ASKED)
    told, queue = await office.turn(receipt)
    assert TOLD in told
    assert "urutan 1" in queue
    assert [one.choices for one in await office.desk.messages(receipt)][1] == ()


async def test_what_is_not_sensitive_is_answered_beside_it(office: Office) -> None:
    receipt = await office.desk.chat("syarat PBG?")
    await office.desk.chat(ASKED)
    said = await office.turn(receipt)

    answered = office.composer.answer("syarat_pbg", "id", office.desk.clock().date())
    assert said[0] == answered
    assert TOLD in said[1]
    assert len(await office.proposals(receipt)) == 1


async def test_two_at_once_are_two_proposals_and_one_notice(office: Office) -> None:
    receipt = await office.desk.chat(ASKED)
    await office.desk.chat("jam buka kantor?")
    said = await office.turn(receipt)

    assert sum(TOLD in text for text in said) == 1
    assert [one.said.seq for one in await office.proposals(receipt)] == [2, 1]
    noted = [one["of"] for one in await office.readings(receipt)]
    assert noted == [2, 1], "what was read of the second is noted too"


async def test_a_flow_that_ends_in_such_an_answer_keeps_it_back(office: Office) -> None:
    receipt = await office.desk.chat("Kenapa ditolak?", choice="start:rejected")
    await office.turn(receipt)
    assert await office.proposals(receipt) == []
    await office.desk.chat("belum")
    said = await office.turn(receipt)

    [one] = await office.proposals(receipt)
    answer = office.composer.answer("penolakan_revisi", "id", office.desk.clock().date())
    assert one.said.text.endswith(answer)
    assert (one.said.intent, one.said.answer) == ("penolakan_revisi", "penolakan_revisi")
    assert sum(TOLD in text for text in said) == 1
    shown = await office.reaches_the_citizen(receipt)
    for line in lines_of(answer):
        assert line not in shown
    assert (await office.readings(receipt))[0]["action"] == "approval"
    assert (await office.desk.ticket(receipt)).handed_off_for == "approval"


async def test_what_was_understood_is_noted_for_the_desk(office: Office) -> None:
    receipt = await office.desk.chat(f"{ASKED} hp saya 0812-0000-0000")
    await office.turn(receipt)

    [noted] = await office.readings(receipt)
    assert noted["ranking"] == [["tanya_biaya", 0.95]]
    assert noted["entities"] == [["permit", "pbg"], ["phone", ""]]
    assert (noted["source"], noted["action"]) == ("rasa", "approval")
    [one] = await office.proposals(receipt)
    assert noted["facts"] == list(one.said.facts)


async def test_a_hand_off_says_why_and_what_ruled(office: Office) -> None:
    receipt = await office.desk.chat("saya mau bicara dengan petugas")
    await office.turn(receipt)

    [noted] = await office.readings(receipt)
    assert (noted["source"], noted["action"], noted["why"]) == ("rules", "handoff", "requested")


async def test_a_miss_beside_a_hand_off_is_noted(office: Office) -> None:
    receipt = await office.desk.chat("xyzzy")
    await office.desk.chat("saya mau bicara dengan petugas")
    await office.turn(receipt)

    assert [(one["of"], one["action"]) for one in await office.readings(receipt)] == [
        (2, "handoff"),
        (1, "rephrase"),
    ]


async def test_an_ordinary_answer_names_its_facts(office: Office) -> None:
    receipt = await office.desk.chat("syarat PBG?")
    await office.turn(receipt)

    [noted] = await office.readings(receipt)
    today = office.desk.clock().date()
    told = [fact.id for fact in office.composer.told("syarat_pbg", today)]
    assert told
    assert (noted["answer"], noted["facts"]) == ("syarat_pbg", told)
    assert await office.proposals(receipt) == []


def test_facts_of_such_answers_are_not_suggested_either(knowledge: Knowledge) -> None:
    fact = knowledge.facts[next(iter(knowledge.answers["biaya_pbg"].facts))]
    text, today = fact.text.id, dt.date(2026, 5, 4)
    free, careful = Composer(knowledge), Composer(knowledge, SENSITIVE)

    assert fact in free.facts_of(Rephrase(), text, "id", today)
    assert fact not in careful.facts_of(Rephrase(), text, "id", today)


async def test_asked_on_the_command_line_it_says_that_a_person_is_called(
    knowledge: Knowledge,
) -> None:
    policy = policy_of(Settings(bot=BotSettings(approve=SENSITIVE)), knowledge)
    told = await Oracle(ByWords(), policy, knowledge, dt.date(2026, 5, 4)).ask(ASKED, "id")

    assert told["action"] == "handoff"
    assert TOLD in told["text"]
    assert told["answer_ids"][0] == "biaya_pbg"


def test_only_intents_with_answers_can_be_marked(knowledge: Knowledge) -> None:
    with pytest.raises(ValidationError, match="tidak_ada"):
        Knowledge.model_validate(knowledge.model_dump() | {"approve": {"tidak_ada"}})
    with pytest.raises(BadConfig, match="tidak_ada"):
        policy_of(Settings(bot=BotSettings(approve=("tidak_ada",))), knowledge)
    marked = knowledge.model_copy(update={"approve": frozenset({"tanya_biaya"})})
    both = policy_of(Settings(bot=BotSettings(approve=("lokasi_jam",))), marked)
    assert both.approve == {"tanya_biaya", "lokasi_jam"}
