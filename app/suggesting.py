"""The bot's knowledge, for agents: facts near to a question, each with what may be said of it."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Literal

from bot.composing import Composer
from bot.knowledge import Fact, Knowledge
from bot.suggestions import Suggestions
from console.suggesting import SuggestedFact

_MOST = 5
_READ = 1000  # characters of a question


class KnownFacts:
    """What the bot knows.  ``today``: the office's date."""

    def __init__(self, knowledge: Knowledge, today: Callable[[], dt.date]) -> None:
        self._index, self._composer = Suggestions(knowledge), Composer(knowledge)
        self._today = today

    def near(self, question: str, locale: str) -> Sequence[SuggestedFact]:
        """The facts nearest to a question; those that hold today before the others."""
        today = self._today()
        found = self._index.near(question[:_READ], locale)
        found.sort(key=lambda fact: not fact.asserted(today))  # stable: the nearest stay first
        return [self._fact(fact, locale, today) for fact in found[:_MOST]]

    def _fact(self, fact: Fact, locale: str, today: dt.date) -> SuggestedFact:
        told, as_of = self._composer.noted(fact, locale, today)
        return SuggestedFact(
            id=fact.id,
            text=fact.text.of(locale),
            source=fact.source,
            as_of=as_of,
            state=state_of(fact, today),
            told=told,
        )


def state_of(fact: Fact, today: dt.date) -> Literal["current", "check", "unverified", "historical"]:
    """How far it may be relied on: what does not hold today is never ``current``."""
    if fact.asserted(today):
        return "current" if fact.confidence == "high" else "check"
    past = fact.status in {"historical", "superseded"} or not fact.in_force(today)
    return "historical" if past else "unverified"
