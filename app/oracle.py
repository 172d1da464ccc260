"""What the bot would do with a text as the first message of a chat."""

import datetime as dt
from typing import Any

from bot.composing import Composer, years_in
from bot.knowledge import Knowledge
from bot.policy import (
    Answer,
    Confirm,
    HandOff,
    Policy,
    Rephrase,
    Step,
    decide,
    permits,
    to_approve,
)
from nlu import topics
from nlu.interpreter import Interpretation, Interpreter
from nlu.language import language_of
from nlu.training import SERVER


class Oracle:
    """Asks the bot without a ticket."""

    def __init__(
        self, interpreter: Interpreter, policy: Policy, knowledge: Knowledge, today: dt.date
    ) -> None:
        self._interpreter, self._policy, self._today = interpreter, policy, today
        self._composer = Composer(knowledge, policy.approve)
        self._topics = topics.load(SERVER / "topics.yml")

    async def ask(self, text: str, locale: str) -> dict[str, Any]:
        """The bot's decision, in the shape of the outside contract."""
        heard = await self._interpreter.parse(text)
        step = decide(heard, policy=self._policy)
        speaks = language_of(text, locale)
        said, _ = self._composer.words(step, text, speaks, self._today)
        held = to_approve(step, self._policy) is not None
        if held:
            said = self._composer.phrase("approval", speaks)
        return {
            "action": "handoff" if held else action_of(step),
            "intent": _intent(step, heard),
            "confidence": round(heard.confidence, 4),
            "ranking": [
                {"intent": g.intent, "topic": g.topic, "confidence": round(g.confidence, 4)}
                for g in heard.ranking
            ],
            "entities": [{"name": e.name, "value": e.value} for e in heard.entities],
            "answer_ids": self._answers(step, text),
            "text": said,
            "topic": self._topic(step, heard),
        }

    def _answers(self, step: Step, text: str) -> list[str]:
        """The answer, and the facts that it tells."""
        if not isinstance(step, Answer):
            return []
        told = self._composer.told(step.answer, self._today, years_in(text))
        return [step.answer, *(fact.id for fact in told)]

    def _topic(self, step: Step, heard: Interpretation) -> str | None:
        top = heard.ranking[0] if heard.ranking else None
        intent = _intent(step, heard)
        if top is not None and top.intent == intent and top.topic is not None:
            return top.topic
        return self._topics.of(intent, permits(heard))


def _intent(step: Step, heard: Interpretation) -> str | None:
    """What it was decided on: a fixed rule may overrule the model."""
    match step:
        case Answer(sense=sense):
            return sense.intent
        case HandOff(intent=str(intent)):
            return intent
        case _:
            return heard.intent


def action_of(step: Step) -> str:
    """The contract's word for what the bot decided."""
    match step:
        case Answer(declines=declines):
            return "decline" if declines else "answer"
        case Confirm() | Rephrase():
            return "confirm"
        case HandOff():
            return "handoff"
