"""What a text is about, what it asks, and which permit it means, put together; pure."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

NO_PERMIT = ""
_HARDLY_IN_DOUBT = 0.8


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The mapping of ``topics.yml``: of intents, of permits, and where the permit decides."""

    intents: Mapping[str, str]
    permits: Mapping[str, str]
    permit_decides: frozenset[str]

    def decides(self, intent: str, permit: str) -> bool:
        """Tell whether this permit decides the topic when this is asked of it."""
        return intent in self.permit_decides or f"{intent}/{permit}" in self.permit_decides

    @property
    def attributes(self) -> frozenset[str]:
        """Return what is asked of permits, where some permit decides."""
        return frozenset(entry.partition("/")[0] for entry in self.permit_decides)

    @property
    def general(self) -> frozenset[str]:
        """Return the topics of what is asked of no permit in particular."""
        return frozenset(self.intents[intent] for intent in self.attributes)

    def subject(self, intent: str, permit: str) -> str:
        """Return the class to learn: the topic where a permit may decide it, else the intent."""
        if not self.decides(intent, permit):
            return intent
        return self.permits.get(permit, self.intents[intent])

    def topic_of(self, subject: str) -> str:
        """Return the topic of a subject."""
        return self.intents.get(subject, subject)


def read_topics(raw: Mapping[str, Any]) -> Topics:
    """Make them of what ``topics.yml`` holds."""
    return Topics(
        intents=raw["intents"],
        permits=raw["permits"],
        permit_decides=frozenset(raw["permit_decides"]),
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """One topic: the share of belief in it, and the intent and permit that it most likely is."""

    topic: str
    confidence: float
    intent: str
    permit: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Beliefs:
    """Three rows of shares, and the names of their columns."""

    subjects: Mapping[str, float]
    attributes: Mapping[str, float]
    permits: Mapping[str, float]


def guesses(beliefs: Beliefs, topics: Topics) -> list[Guess]:
    """List the topics by falling confidence.

    >>> topics = Topics(intents={"syarat": "umum", "halo": "sapaan"}, permits={"imb": "bangunan"},
    ...                 permit_decides=frozenset({"syarat"}))
    >>> beliefs = Beliefs(subjects={"bangunan": 0.9, "halo": 0.1}, attributes={"syarat": 1.0},
    ...                   permits={"imb": 0.8, "": 0.2})
    >>> [(g.topic, g.intent, g.permit) for g in guesses(beliefs, topics)]
    [('bangunan', 'syarat', 'imb'), ('sapaan', 'halo', '')]
    """
    by_topic: dict[str, list[str]] = {}
    for subject in beliefs.subjects:
        by_topic.setdefault(topics.topic_of(subject), []).append(subject)
    found = [_guess(topic, subjects, beliefs, topics) for topic, subjects in by_topic.items()]
    return sorted(found, key=lambda guess: -guess.confidence)


def _guess(topic: str, subjects: Sequence[str], beliefs: Beliefs, topics: Topics) -> Guess:
    likeliest = max(subjects, key=beliefs.subjects.__getitem__)
    permit = _permit(likeliest, beliefs.permits, topics)
    asked = {i: b for i, b in beliefs.attributes.items() if topics.decides(i, permit)}
    return Guess(
        topic=topic,
        confidence=min(1.0, sum(beliefs.subjects[subject] for subject in subjects)),
        intent=likeliest if likeliest in topics.intents else _top(asked),
        permit=permit,
    )


def _permit(subject: str, permits: Mapping[str, float], topics: Topics) -> str:
    """Return the permit of a permit's topic; elsewhere only one that is hardly in doubt."""
    own = {p: b for p, b in permits.items() if topics.permits.get(p) == subject}
    if own and subject not in topics.general:
        return _top(own)
    likeliest = _top(permits)
    return likeliest if permits[likeliest] >= _HARDLY_IN_DOUBT else NO_PERMIT


def _top(shares: Mapping[str, float]) -> str:
    return max(shares, key=shares.__getitem__)


def intents(found: Beliefs, topics: Topics) -> dict[str, float]:
    """Share of belief in each intent: a subject that is a permit's is divided by what is asked."""
    shares: dict[str, float] = {}
    for subject, belief in found.subjects.items():
        if subject in topics.intents:
            shares[subject] = shares.get(subject, 0.0) + belief
        else:
            for intent, share in found.attributes.items():
                shares[intent] = shares.get(intent, 0.0) + belief * share
    return shares
