"""What the desk asks of whoever knows the facts: what may answer a question."""

import dataclasses
from collections.abc import Sequence
from typing import Literal, Protocol


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedFact:
    """A fact near to a question; only one that is ``current`` may be told as what holds today."""

    id: str
    text: str
    source: str
    as_of: str  # as people write it
    state: Literal["current", "check", "unverified", "historical"]
    told: str  # the whole sentence, with date and source


class Suggesting(Protocol):
    """Who knows the facts."""

    def near(self, question: str, locale: str) -> Sequence[SuggestedFact]:
        """The facts nearest to a question, the nearest first; none where nothing is near."""
