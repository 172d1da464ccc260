"""What the office knows: facts, answers and phrases, read from data files and checked as one."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Locale = Literal["id", "en"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Model):
    """One text in both languages."""

    id: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def of(self, locale: str) -> str:
        """The text in this language; Indonesian unless English is asked for."""
        return self.en if locale == "en" else self.id


class Fact(_Model):
    """Something we may tell, where it comes from, and as of when."""

    id: str
    topic: str
    text: Words
    source: str
    as_of: dt.date
    as_of_precision: Literal["day", "month", "year"] = "day"
    confidence: Literal["high", "medium", "low"]
    status: Literal["current", "unverified", "historical", "superseded"]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    audience: Literal["citizen", "agent"]
    owner: Annotated[str, Field(min_length=1)]  # who keeps it true
    kind: Literal["fee", "time", "hours", "rule", "place", "contact", "process", "figure"]

    def in_force(self, today: dt.date) -> bool:
        """Whether this day lies in its time."""
        begun = self.valid_from is None or self.valid_from <= today
        return begun and (self.valid_to is None or today <= self.valid_to)

    def asserted(self, today: dt.date) -> bool:
        """Whether it may be told to a citizen as what holds on this day."""
        sound = self.status == "current" and self.confidence != "low"
        return sound and self.audience == "citizen" and self.in_force(today)

    def recalls(self, years: Collection[int]) -> bool:
        """Whether it may be told, with its date, to whoever asks about these years."""
        first = (self.valid_from or self.as_of).year
        last = (self.valid_to or self.as_of).year
        return self.audience == "citizen" and any(first <= year <= last for year in years)


class AnswerText(_Model):
    """How facts are put together; ``years`` is the time it is about, where that is over."""

    lead: Words
    facts: tuple[str, ...] = ()
    close: Words | None = None
    years: tuple[int, ...] = ()


class RuleEntry(_Model):
    """Which answer belongs to which intent."""

    intent: str
    permit: str | None = None
    answer: str


class Knowledge(_Model):
    """All of it."""

    facts: dict[str, Fact]
    answers: dict[str, AnswerText]
    rules: tuple[RuleEntry, ...]
    handoff: dict[str, str]
    declining: frozenset[str]  # intents that are not ours
    about_permits: frozenset[str]  # intents that ask something of a permit
    approve: frozenset[str] = frozenset()  # intents whose answers a person approves of first
    phrases: dict[str, Words]
    labels: dict[str, Words]  # of intents
    permits: dict[str, Words]  # their names

    @model_validator(mode="after")
    def _whole(self) -> "Knowledge":
        missing = [
            *(
                f"answer {r.answer} (intent {r.intent})"
                for r in self.rules
                if r.answer not in self.answers
            ),
            *(f"phrase {p} (intent {i})" for i, p in self.handoff.items() if p not in self.phrases),
            *(
                f"fact {f} (answer {name})"
                for name, a in self.answers.items()
                for f in a.facts
                if f not in self.facts
            ),
            *(f"label of intent {r.intent}" for r in self.rules if r.intent not in self.labels),
            *(
                f"rule of intent {intent} (approve)"
                for intent in sorted(self.approve - {r.intent for r in self.rules})
            ),
            *(
                f"name of permit {r.permit}"
                for r in self.rules
                if r.permit is not None and r.permit not in self.permits
            ),
        ]
        if missing:
            raise ValueError(f"named but not there: {', '.join(missing)}")
        return self


class BadKnowledge(Exception):
    """The data files do not fit together; the message lists every fault."""


def load(folder: Path) -> Knowledge:
    """Read facts.yml, answers.yml and phrases.yml; raise `BadKnowledge`."""
    try:
        facts = read_yaml(folder / "facts.yml")["facts"]
        if twice := [name for name, n in Counter(f["id"] for f in facts).items() if n > 1]:
            raise BadKnowledge(f"{folder}/facts.yml: twice: {', '.join(twice)}")
        answers, phrases = read_yaml(folder / "answers.yml"), read_yaml(folder / "phrases.yml")
        return Knowledge(
            facts={fact["id"]: Fact.model_validate(fact) for fact in facts}, **answers, **phrases
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as why:
        raise BadKnowledge(f"{folder}: {type(why).__name__}: {why}") from why
    except ValidationError as why:
        faults = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in why.errors())
        raise BadKnowledge(f"{folder}: " + "; ".join(faults)) from why


def read_yaml(path: Path) -> dict[str, Any]:
    """Read plain data, by libyaml where it is there: that takes a tenth of the time."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506  both are safe
    return loaded
