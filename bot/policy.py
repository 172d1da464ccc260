"""One turn of the bot, decided without touching anything."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from nlu.interpreter import Interpretation
from tickets.domain.message import Choice


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Say what we know about this."""

    intent: str
    answer: str  # a key of bot/knowledge/answers.yml
    declines: bool = False  # it says that the matter is not ours


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Ask whether it is one of these."""

    intents: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rephrase:
    """Ask to say it in other words."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """Call a person."""

    why: Literal["requested", "misses", "intent", "unavailable"]
    phrase: str  # a key of bot/knowledge/phrases.yml
    intent: str | None = None


Step: TypeAlias = Answer | Confirm | Rephrase | HandOff


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which answer belongs to an intent, for one permit or for all."""

    intent: str
    permit: str | None = None
    answer: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """How sure is sure; shares of belief, 0..1."""

    sure: float = 0.5
    margin: float = 0.15
    maybe: float = 0.2
    patience: int = 2  # misses in a row before a person is called


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the office decided in advance."""

    rules: Sequence[Rule]
    handoff: Mapping[str, str]  # intent -> phrase
    declining: frozenset[str] = frozenset()  # intents whose answer is "not ours"
    thresholds: Thresholds = dataclasses.field(default_factory=Thresholds)


PERSON = "person"  # the choice that calls a person
NONE_OF_THESE = "none"
_INTENT = "intent:"
_ASKS_FOR_A_PERSON = "minta_petugas"


def choice_of(intent: str) -> str:
    """The id of the quick reply that means this intent."""
    return _INTENT + intent


def chosen(text: str, offered: Sequence[Choice]) -> str | None:
    """The quick reply that was written instead of pressed: by its number, or in its words.

    >>> chosen("2.", [Choice(id="a", label="Syarat"), Choice(id="b", label="Biaya")])
    'b'
    """
    written = text.strip().rstrip(".)").casefold()
    for number, choice in enumerate(offered, 1):
        if written in {str(number), choice.label.casefold()}:
            return choice.id
    return None


def decide(
    heard: Interpretation, *, policy: Policy, misses: int, choice: str | None = None
) -> Step:
    """Answer what we are sure of, ask back in between, call a person below.

    ``choice`` is the quick reply that was pressed, which leaves no doubt.
    """
    if choice == PERSON:
        return _by_intent(_ASKS_FOR_A_PERSON, heard, policy)
    if choice is not None and choice.startswith(_INTENT):
        return _by_intent(choice.removeprefix(_INTENT), heard, policy)
    if choice == NONE_OF_THESE:
        return _missed(misses, policy)
    if heard.source != "rasa" and not heard.ranking:
        return HandOff(why="unavailable", phrase="handoff_unavailable")
    return _by_confidence(heard, policy, misses)


def _by_confidence(heard: Interpretation, policy: Policy, misses: int) -> Step:
    limits = policy.thresholds
    runner_up = heard.ranking[1].confidence if len(heard.ranking) > 1 else 0.0
    if heard.intent is None or heard.confidence < limits.maybe:
        return _missed(misses, policy)
    if heard.confidence >= limits.sure and heard.confidence - runner_up >= limits.margin:
        return _by_intent(heard.intent, heard, policy)
    likely = tuple(g.intent for g in heard.ranking[:3] if g.confidence >= limits.maybe / 2)
    if misses + 1 >= limits.patience:
        return HandOff(why="misses", phrase="handoff_misses")
    return Confirm(intents=likely)


def _by_intent(intent: str, heard: Interpretation, policy: Policy) -> Step:
    if intent in policy.handoff:
        why: Literal["requested", "intent"] = (
            "requested" if intent == _ASKS_FOR_A_PERSON else "intent"
        )
        return HandOff(why=why, phrase=policy.handoff[intent], intent=intent)
    answer = answer_for(intent, permits(heard), policy.rules)
    if answer is None:
        return HandOff(why="intent", phrase="handoff_misses", intent=intent)
    return Answer(intent=intent, answer=answer, declines=intent in policy.declining)


def _missed(misses: int, policy: Policy) -> Step:
    if misses + 1 >= policy.thresholds.patience:
        return HandOff(why="misses", phrase="handoff_misses")
    return Rephrase()


def permits(heard: Interpretation) -> tuple[str, ...]:
    """The permits named, in the order they were named."""
    return tuple(e.value for e in heard.entities if e.name == "permit")


def answer_for(intent: str, named: Sequence[str], rules: Sequence[Rule]) -> str | None:
    """The first rule that fits: one for a permit that was named, else the intent's general one.

    >>> rules = [Rule(intent="fee", permit="pbg", answer="a"), Rule(intent="fee", answer="b")]
    >>> answer_for("fee", ["pbg"], rules), answer_for("fee", ["nib"], rules)
    ('a', 'b')
    """
    fitting = [r for r in rules if r.intent == intent and (r.permit is None or r.permit in named)]
    fitting.sort(key=lambda rule: rule.permit is None)  # stable: the special before the general
    return fitting[0].answer if fitting else None


def is_miss(step: Step) -> bool:
    """Whether this step counts as "not understood"."""
    return isinstance(step, Confirm | Rephrase)
