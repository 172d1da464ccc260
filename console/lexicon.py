"""What the console asks of the bot's knowledge: names for people to read, and facts."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Protocol


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An intent or a permit, and what people call it."""

    id: str
    label: str
    of_permits: bool = False  # an intent that asks something of a permit


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KnownFact:
    """A fact as the knowledge holds it now."""

    text: str
    source: str
    as_of: dt.date
    as_of_precision: str  # day, month, year
    confidence: str  # high, medium, low
    status: str  # current, unverified, historical, superseded


class Lexicon(Protocol):
    """The knowledge, in the language of whoever asks: ``id`` or ``en``."""

    def intents(self, locale: str) -> Sequence[Named]:
        """All that a message may mean, by label."""

    def permits(self, locale: str) -> Sequence[Named]:
        """All permits, by label."""

    def label(self, intent: str, permit: str | None, locale: str) -> str:
        """What this is called; the id itself when nobody named it."""

    def fact(self, name: str, locale: str) -> KnownFact | None:
        """The fact with this id; None when it is there no more."""
