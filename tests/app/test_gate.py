"""A new model is let in by what it understands."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection
from pathlib import Path

import pytest

from app import review
from app.dialogue import policy_of
from app.gate import Gate
from app.settings import Settings
from bot.knowledge import load
from nlu.interpreter import Guess, Interpretation, Unavailable
from tests.tickets.desk import Desk, opened

QUESTIONS = [f"berapa biaya izin nomor {number}" for number in range(40)]
COST = Guess(intent="tanya_biaya", topic="biaya_retribusi", confidence=0.9)
THANKS = Guess(intent="terima_kasih_pamit", topic="terima_kasih_pamit", confidence=0.9)


class Model:
    """Understands the texts that it knows, and takes others for thanks."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known

    async def parse(self, text: str) -> Interpretation:
        return Interpretation(ranking=(COST if text in self._known else THANKS,))


class Gone:
    """Does not answer."""

    async def parse(self, text: str) -> Interpretation:  # noqa: ARG002
        raise Unavailable("gone")


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(sqlite_url, tmp_path) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The office's questions."""
    line = {"lang": "id", "topic": "biaya_retribusi", "expects": "answer"}
    written = tmp_path / "questions.jsonl"
    written.write_text("\n".join(json.dumps({"text": text, **line}) for text in QUESTIONS))
    return written


SETTINGS = Settings()
KNOWLEDGE = load(SETTINGS.bot.knowledge)


def gate(desk: Desk, questions: Path) -> Gate:
    return Gate(desk.db, KNOWLEDGE, policy_of(SETTINGS, KNOWLEDGE), desk.clock, questions)


@pytest.mark.parametrize(("known", "may"), [(40, True), (39, True), (30, False), (0, False)])
async def test_a_model_that_is_worse_beyond_noise_stays_out(
    desk: Desk, file: Path, known: int, *, may: bool
) -> None:
    why_not = await gate(desk, file)(Model(QUESTIONS[:known]), Model(QUESTIONS))
    assert why_not == (
        None if may else f"it understands {known} of 40 questions, the one before 40"
    )


async def test_a_better_one_comes_in(desk: Desk, file: Path) -> None:
    assert await gate(desk, file)(Model(QUESTIONS), Model(QUESTIONS[:20])) is None


async def test_what_people_corrected_counts_too(desk: Desk, tmp_path: Path) -> None:
    agent = await desk.agent()
    for number in range(9):
        receipt = await desk.chat(QUESTIONS[number], sender=f"{number:064x}")
        [said] = await desk.messages(receipt)
        queue = review.commands(desk.db, desk.clock)
        await queue.correct(said.id, agent, intent="tanya_biaya", permit=None)
    asked = gate(desk, tmp_path / "none")
    why_not = await asked(Model([]), Model(QUESTIONS))
    assert why_not == "it understands 0 of 9 questions, the one before 9"
    assert await asked(Model(QUESTIONS), Model([])) is None


async def test_questions_that_cannot_be_read_keep_the_gate_shut(desk: Desk, file: Path) -> None:
    await asyncio.to_thread(file.write_text, '{"text": "berapa?"}')
    why_not = await gate(desk, file)(Model(QUESTIONS), Model(QUESTIONS))
    assert why_not is not None
    assert f"{file}:1" in why_not


async def test_a_model_that_does_not_answer_is_no_candidate(desk: Desk, file: Path) -> None:
    with pytest.raises(Unavailable):
        await gate(desk, file)(Gone(), Model(QUESTIONS))
