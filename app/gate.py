"""Whether a new model may take the place of the one that is served."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import structlog

from app import evaluate, review
from app.evaluate import Question
from app.oracle import Oracle
from bot.knowledge import Knowledge
from bot.policy import Policy
from nlu import measures
from nlu.interpreter import Interpreter
from runtime.clock import Clock
from runtime.db import Database

log = structlog.get_logger()


class Gate:
    """Asks both models the questions of the office, and all that people corrected."""

    def __init__(
        self, db: Database, knowledge: Knowledge, policy: Policy, clock: Clock, questions: Path
    ) -> None:
        """``questions``: a file as ``tanya nlu evaluate`` reads; without it, corrections alone."""
        self._db, self._knowledge, self._policy = db, knowledge, policy
        self._clock, self._questions = clock, questions

    async def __call__(self, candidate: Interpreter, served: Interpreter) -> str | None:
        """Say why the candidate must stay out: it is worse, beyond noise.  None: it may come in.

        Raises `Unavailable` when one of them does not answer.
        """
        try:
            asked = await self._asked()
        except evaluate.BadQuestions as why:
            return str(why)
        before, after = [await self._answers(who, asked) for who in (served, candidate)]
        right = [sum(q.right for q in some) for some in (before, after)]
        log.info("rasa_gate", questions=len(asked), right_before=right[0], right_after=right[1])
        if measures.worse(before, after):
            was, now = right
            return f"it understands {now} of {len(asked)} questions, the one before {was}"
        return None

    async def _asked(self) -> list[Question]:
        corrected = await review.corrected_questions(self._db, self._knowledge)
        known = await asyncio.to_thread(self._questions.exists)
        if not known:
            log.warning("rasa_gate_without_questions", file=str(self._questions))
        ours = await asyncio.to_thread(evaluate.read, self._questions) if known else []
        return [*ours, *map(Question.model_validate, corrected)]

    async def _answers(
        self, interpreter: Interpreter, asked: Sequence[Question]
    ) -> list[measures.Asked]:
        today = self._clock().date()
        oracle = Oracle(interpreter, self._policy, self._knowledge, today)
        return await evaluate.ask_all(oracle, asked)
