"""Conversations as citizens write them, turn by turn, with the real bot, Rasa and a database.

A transcript of ``conversations.yml`` is ``{name, locale, turns}``; a turn is::

    say: str                # what the citizen writes; ``times`` repeats it
    action: answer | decline | confirm | rephrase | handoff | command | flow | silent; one of a|b
    answer: key | key|key | [key, ...]   # one of these; a list: one message each, in this order
    intent: str             # strongest guess, or what a person was called for
    contains, lacks: str | [str, ...]    # in all that the bot said to this turn, in any case
    note: str | [str, ...]  # in what it noted for officers so far
    locale: id | en         # the language of the reply, when not the transcript's
    command: start | status
"""

import asyncio
import contextlib
import dataclasses
import itertools
import json
import re
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
import yaml

from app.bootstrap import House, assemble
from app.settings import Settings
from bot.knowledge import Knowledge, load
from runtime.jobs import jobs
from tickets.domain.lifecycle import Handler
from tickets.domain.traffic import Inbound, Receipt
from tickets.store import messages

pytestmark = pytest.mark.slow
TRANSCRIPTS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("conversations.yml").read_text("utf-8")
)
PERSONAL = re.compile(r"\d{13,16}|[\w.]+@[\w.]+|08\d{8,}")
CAUTION = {"id": "jangan pernah ke rekening pribadi", "en": "never to a personal account"}
_numbers = itertools.count(1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of the bot, and what it noted with it."""

    text: str
    understood: Mapping[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    sqlite_template: Path, rasa_socket: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """One office for all citizens."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(sqlite_template, folder / "tanya.db")
    settings = Settings.model_validate(
        {
            "data": folder,
            "database": {"url": f"sqlite+aiosqlite:///{folder}/tanya.db"},
            "nlu": {"url": f"unix://{rasa_socket}", "timeout_seconds": 20},
            "channels": {"livechat": {"kind": "livechat"}},
        }
    )
    async with assemble(settings) as made:
        yield made


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(Settings().bot.knowledge)


def test_the_transcripts_are_well_formed(knowledge: Knowledge) -> None:
    assert len({t["name"] for t in TRANSCRIPTS}) == len(TRANSCRIPTS) >= 30
    for transcript in TRANSCRIPTS:
        assert transcript["locale"] in {"id", "en"}
        for turn in transcript["turns"]:
            unknown = {a for one in _wanted(turn) for a in one} - set(knowledge.answers)
            assert not unknown, (transcript["name"], unknown)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=[t["name"] for t in TRANSCRIPTS])
async def test_a_conversation(
    house: House, knowledge: Knowledge, transcript: dict[str, Any]
) -> None:
    sender = f"{next(_numbers):064x}"
    wrong: list[str] = []
    async with _at_work(house):
        for number, turn in enumerate(transcript["turns"], 1):
            locale = str(turn.get("locale", transcript["locale"]))
            receipt, said = await _say(house, sender, turn, transcript["locale"])
            faults = _faults(turn, said, knowledge, locale)
            if turn["action"] == "handoff":
                faults += await _not_queued(house, receipt, said)
            if "note" in turn:
                faults += _words_amiss({"contains": turn["note"]}, await _notes(house, receipt))
            wrong += [_shown(number, turn, fault, said) for fault in faults]
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


@contextlib.asynccontextmanager
async def _at_work(house: House) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        working = group.create_task(house.worker.run())
        yield
        working.cancel()


async def _say(
    house: House, sender: str, turn: Mapping[str, Any], locale: str
) -> tuple[Receipt, list[Said]]:
    """Write it, and wait for what the bot says to it."""
    receipt = await house.intake.receive(
        Inbound(
            channel="livechat",
            kind="livechat",
            external_id=f"said-{next(_numbers)}",
            sender=sender,
            text=turn["say"] * turn.get("times", 1),
            locale=locale,
            command=turn.get("command"),
        )
    )
    pending = sa.select(sa.func.count()).where(
        jobs.c.kind == "turn", jobs.c.state.in_(("todo", "doing"))
    )
    async with asyncio.timeout(60):
        while await house.db.read(lambda tx: tx.value(pending)):
            await asyncio.sleep(0.01)
    mine = sa.select(messages.c.text, messages.c.meta).where(
        messages.c.conversation == receipt.conversation,
        messages.c.seq > receipt.seq,
        messages.c.author == "bot",
    )
    rows = await house.db.read(lambda tx: tx.run(mine.order_by(messages.c.seq)).all())
    return receipt, [Said(text=r.text, understood=r.meta.get("understood") or {}) for r in rows]


def _faults(
    turn: Mapping[str, Any], said: Sequence[Said], knowledge: Knowledge, locale: str
) -> list[str]:
    """Tell what is not as the transcript has it, in words; empty when all is well."""
    told = [one for one in said if one.understood]
    asked = [one for one in told if one.understood["action"] != "flow"]
    told = asked or told  # what is asked along with a hand-off is looked at by its words
    if turn["action"] == "silent":
        return ["it should be silent"] if said else []
    if not told:
        return ["it said nothing"]
    faults = _words_amiss(turn, "\n".join(one.text for one in said))
    faults += [f for one in told for f in _always_amiss(one)]
    actions = {_action(one, knowledge) for one in told}
    if not actions <= set(turn["action"].split("|")):
        faults.append(f"action: {sorted(actions)}, not {turn['action']}")
    if wanted := _wanted(turn):
        got = [str(one.understood.get("answer")) for one in told]
        right = len(got) == len(wanted) and all(g in w for g, w in zip(got, wanted, strict=True))
        if not right:
            faults.append(f"answers: {got}, not {turn['answer']}")
        faults += [
            f"not in {locale}"
            for one, answer in zip(told, got, strict=True)
            if answer in knowledge.answers
            and knowledge.answers[answer].lead.of(locale) not in one.text
        ]
    ranked = [r[0] for r in told[-1].understood["ranking"]]
    if "intent" in turn and ranked[:1] != [turn["intent"]]:
        faults.append(f"intent: {ranked[:1]}, not {turn['intent']}")
    return faults


def _always_amiss(one: Said) -> list[str]:
    """What every message of the bot keeps to, whatever was asked."""
    faults = []
    for line in one.text.splitlines():
        sourced = re.search(r"\b(?:sumber|source): \S", line) and re.search(r"\b20\d\d\b", line)
        if line.startswith("•") and not sourced:
            faults.append(f"a fact without date or source: {line}")
    answer = str(one.understood.get("answer", ""))
    warned = any(caution in one.text for caution in CAUTION.values())
    if answer.startswith(("biaya_", "pembayaran")) and not warned:
        faults.append("an answer about money without the caution")
    if found := PERSONAL.search(json.dumps(one.understood)):
        faults.append(f"it kept {found[0]}")
    return faults


def _words_amiss(turn: Mapping[str, Any], text: str) -> list[str]:
    plain = text.casefold()
    missing = [w for w in _list(turn.get("contains")) if w.casefold() not in plain]
    present = [w for w in _list(turn.get("lacks")) if w.casefold() in plain]
    return [f"lacks {w!r}" for w in missing] + [f"says {w!r}" for w in present]


async def _not_queued(house: House, receipt: Receipt, said: Sequence[Said]) -> list[str]:
    """Whoever is handed over waits in the queue, and is told the number of the ticket."""
    ticket = await house.queries.ticket(receipt.ticket or "")
    queued = ticket is not None and ticket.standing.handler is Handler.QUEUE
    told = any(str(receipt.ticket) in one.text for one in said)
    return ([] if queued else ["not in the queue"]) + ([] if told else ["no ticket number"])


async def _notes(house: House, receipt: Receipt) -> str:
    here = messages.c.conversation == receipt.conversation
    private = sa.select(messages.c.text).where(here, messages.c.private)
    return "\n".join(r.text for r in await house.db.read(lambda tx: tx.run(private).all()))


def _action(one: Said, knowledge: Knowledge) -> str:
    answer = one.understood.get("answer")
    declines = {rule.answer for rule in knowledge.rules if rule.intent in knowledge.declining}
    return "decline" if answer in declines else str(one.understood["action"])


def _wanted(turn: Mapping[str, Any]) -> list[set[str]]:
    return [set(one.split("|")) for one in _list(turn.get("answer"))]


def _list(value: str | Sequence[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def _shown(number: int, turn: Mapping[str, Any], fault: str, said: Sequence[Said]) -> str:
    heard = [f"    {one.text[:160]!r} {dict(one.understood)}" for one in said]
    return "\n".join([f"turn {number} {turn['say'][:80]!r}: {fault}", *heard])
