"""What an interpreter makes of a sentence, whoever the interpreter is."""

import dataclasses
from typing import Protocol


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """One intent (of a topic, where those are known), and the share of belief in it (0..1)."""

    intent: str
    confidence: float
    topic: str | None = None
    permit: str | None = None  # the one that is likely meant, named or not


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Something named in the text: ``permit`` = ``pbg``."""

    name: str
    value: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """What a text seems to ask: guesses by falling confidence, and the entities in it.

    ``signals`` are what fixed rules found, and leave no doubt: see `nlu.signals`.
    """

    ranking: tuple[Guess, ...] = ()
    entities: tuple[Entity, ...] = ()
    signals: frozenset[str] = frozenset()
    brief: bool = False  # a few words, that may lean on what was said before
    source: str = "rasa"  # or "keywords", while Rasa is away

    @property
    def intent(self) -> str | None:
        """The strongest guess, or None when there is none at all."""
        return self.ranking[0].intent if self.ranking else None

    @property
    def confidence(self) -> float:
        """How strong it is."""
        return self.ranking[0].confidence if self.ranking else 0.0


class Unavailable(Exception):
    """The interpreter cannot be asked just now: it is away, slow, or answered nonsense."""


class Interpreter(Protocol):
    """Reads texts.  Text in, `Interpretation` out; raises `Unavailable`."""

    async def parse(self, text: str) -> Interpretation:
        """Read one text of any length and script."""
