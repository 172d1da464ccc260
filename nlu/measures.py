"""How well questions are understood: figures over questions whose right topic is known; pure."""

import dataclasses
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Figures = dict[str, float]

_BINS = 10
_CLOSEST = 3  # topics that count for "among the first"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question: the topic and treatment that are right, and what the bot made of it."""

    text: str
    lang: str
    style: str
    topic: str
    expects: str  # answer, handoff or oos
    found: str | None
    ranking: tuple[str, ...]  # topics
    confidence: float
    action: str  # answer, confirm, handoff or decline
    seconds: float = 0.0

    @property
    def right(self) -> bool:
        """Whether the topic was found."""
        return self.found == self.topic


def share(numbers: Sequence[bool]) -> float:
    """The share of what is true; 0 of nothing."""
    return sum(numbers) / len(numbers) if numbers else 0.0


def per_topic(asked: Sequence[Asked]) -> dict[str, Figures]:
    """Precision, recall, F1 and count of each topic that is right somewhere."""
    truths = Counter(q.topic for q in asked)
    founds = Counter(q.found for q in asked)
    hits = Counter(q.topic for q in asked if q.right)
    figures = {}
    for topic in sorted(truths):
        precision = hits[topic] / founds[topic] if founds[topic] else 0.0
        recall = hits[topic] / truths[topic]
        both = precision + recall
        figures[topic] = {
            "precision": precision,
            "recall": recall,
            "f1": 2 * precision * recall / both if both else 0.0,
            "questions": truths[topic],
        }
    return figures


def macro_f1(asked: Sequence[Asked]) -> float:
    """The mean F1 of the topics."""
    figures = per_topic(asked)
    return sum(f["f1"] for f in figures.values()) / len(figures) if figures else 0.0


def calibration_error(asked: Sequence[Asked]) -> float:
    """Expected calibration error: ten bins of equal width, weighted by what they hold."""
    error = 0.0
    for here in bins(asked).values():
        mean = sum(q.confidence for q in here) / len(here)
        error += abs(mean - share([q.right for q in here])) * len(here) / len(asked)
    return error


def bins(asked: Sequence[Asked]) -> dict[int, list[Asked]]:
    """The questions by tenth of confidence."""
    found: dict[int, list[Asked]] = {}
    for question in asked:
        found.setdefault(min(int(question.confidence * _BINS), _BINS - 1), []).append(question)
    return found


def summary(asked: Sequence[Asked]) -> Figures:
    """The figures that the office is held to."""
    ours = [q for q in asked if q.expects != "oos"]
    answerable = [q for q in asked if q.expects == "answer"]
    answered = [q for q in asked if q.action == "answer"]
    extortion = [q for q in asked if q.topic == "pungli_gratifikasi"]
    return {
        "questions": len(asked),
        "accuracy": share([q.right for q in asked]),
        "macro_f1": macro_f1(asked),
        "top3_in_scope": share([q.topic in q.ranking[:_CLOSEST] for q in ours]),
        "oos_recall": share([q.action == "decline" for q in asked if q.expects == "oos"]),
        "in_scope_refused": share([q.action == "decline" for q in ours]),
        "handoff_recall": share([q.action == "handoff" for q in asked if q.expects == "handoff"]),
        "extortion_recall": share([q.action == "handoff" for q in extortion]),
        "handed_off_needlessly": share([q.action == "handoff" for q in answerable]),
        "answered_precision": share([q.right and q.expects == "answer" for q in answered]),
        "answered_coverage": share([q.action == "answer" for q in answerable]),
        "calibration_error": calibration_error(asked),
    }


def groups(asked: Sequence[Asked]) -> dict[str, Sequence[Asked]]:
    """The questions by language, and by style."""
    found: dict[str, list[Asked]] = {}
    for question in asked:
        found.setdefault(f"lang {question.lang}", []).append(question)
        found.setdefault(f"style {question.style}", []).append(question)
    return dict(sorted(found.items()))


def interval(
    asked: Sequence[Asked],
    measure: Callable[[Sequence[Asked]], float],
    *,
    draws: int = 500,
    seed: int = 1,
) -> tuple[float, float]:
    """The 95 % interval of a measure, by drawing the questions again and again (bootstrap)."""
    draw = random.Random(seed)  # noqa: S311  statistics
    drawn = sorted(measure(draw.choices(asked, k=len(asked))) for _ in range(draws))
    return drawn[int(0.025 * draws)], drawn[int(0.975 * draws)]


def worse(
    before: Sequence[Asked], after: Sequence[Asked], *, draws: int = 2000, seed: int = 1
) -> bool:
    """Whether ``after`` is worse beyond noise: paired bootstrap of accuracy, on the same texts."""
    if [q.text for q in before] != [q.text for q in after]:
        raise ValueError("the two did not read the same questions")
    gains = [int(b.right) - int(a.right) for a, b in zip(before, after, strict=True)]
    if not gains:
        return False
    draw = random.Random(seed)  # noqa: S311  statistics
    drawn = sorted(sum(draw.choices(gains, k=len(gains))) for _ in range(draws))
    return drawn[int(0.975 * draws)] < 0


def confusions(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """What was taken for what, the most frequent first, with the questions."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for question in asked:
        if not question.right:
            pairs.setdefault((question.topic, question.found or "-"), []).append(question.text)
    order = sorted(pairs.items(), key=lambda item: -len(item[1]))
    return [{"topic": t, "found": f, "texts": texts} for (t, f), texts in order]


def asked(question: Mapping[str, Any], said: Mapping[str, Any], seconds: float) -> Asked:
    """Put a line of a questions file and what `tanya ask` said together."""
    return Asked(
        text=question["text"],
        lang=question["lang"],
        style=question.get("style", "-"),
        topic=question["topic"],
        expects=question["expects"],
        found=said["topic"],
        ranking=tuple(r["topic"] for r in said["ranking"] if r["topic"]),
        confidence=said["confidence"],
        action=said["action"],
        seconds=seconds,
    )
