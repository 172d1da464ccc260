"""The review queue on the command line: ``tanya nlu review``."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from bot.knowledge import Knowledge
from nlu import examples, topics
from nlu.examples import Example
from nlu.language import language_of
from nlu.private import masked
from nlu.server.components.normal import Words, words_of
from nlu.training import SERVER
from runtime.clock import Clock
from runtime.db import Database
from runtime.ids import new_id
from tickets.commands.reviews import ReviewCommands
from tickets.domain.review import Reading, Review, State, Why
from tickets.queries.reviews import ReviewQueries

T = TypeVar("T")
READING = Reading(mask=masked, language=language_of)
WEEK = dt.timedelta(days=7)
_ALIKE = 0.5  # share of weight two texts have in common, to be of one cluster
_SAMPLES = 2
_SHOWN = 160  # characters of a text
_WHYS = {
    Why.MISS: "not understood",
    Why.DENIAL: "denied by the citizen",
    Why.CORRECTION: "corrected by an agent",
}


async def listing(db: Database, *, server: Path = SERVER) -> str:
    """What waits for a decision, the largest cluster first."""
    groups = cluster(await ReviewQueries(db).waiting(), examples.spellings(server))
    if not groups:
        return "Nothing waits for review."
    return "\n\n".join("\n".join(_line(review) for review in group) for group in groups)


async def accept(
    db: Database,
    clock: Clock,
    review: UUID,
    *,
    by: str,
    intent: str | None = None,
    permit: str | None = None,
    server: Path = SERVER,
) -> Path:
    """Make it an example, and return the file that it is in now.

    Raises `NotFound`, `AlreadyDecided`, `Unlabelled` or `BadExample`; then nothing has changed.
    """
    kept: list[Path] = []

    def keep(accepted: Review) -> None:
        assert accepted.intent is not None  # noqa: S101  `accept` sees to it
        example = Example(
            text=accepted.text,
            language=accepted.language,
            intent=accepted.intent,
            permit=accepted.permit,
            by=accepted.decided_by or by,
            at=accepted.decided_at or clock(),
            review=accepted.id.hex,
        )
        kept.append(examples.add(example, server))

    await commands(db, clock).accept(review, by=by, intent=intent, permit=permit, then=keep)
    return kept[-1]


async def reject(db: Database, clock: Clock, review: UUID, *, by: str) -> None:
    """Learn nothing from it; raise `NotFound` or `AlreadyDecided`."""
    await commands(db, clock).reject(review, by=by)


async def report(db: Database, clock: Clock, *, server: Path = SERVER) -> str:
    """The unanswered questions of the last seven days, in Markdown."""
    until = clock()
    found = await ReviewQueries(db).since(until - WEEK)
    return in_markdown(found, until, examples.spellings(server))


async def corrected_questions(
    db: Database, knowledge: Knowledge, *, server: Path = SERVER
) -> list[dict[str, str]]:
    """What people said the meaning of, as lines for ``tanya nlu evaluate`` and the model gate."""
    known = topics.load(server / "topics.yml")
    lines = []
    for review in await ReviewQueries(db).corrected():
        topic = known.of(review.intent, [review.permit] if review.permit else [])
        if review.intent is None or topic is None:
            continue  # an intent that is gone
        lines.append(
            {
                "text": review.text,
                "lang": review.language,
                "style": "reviewed",
                "topic": topic,
                "expects": _expected(review.intent, knowledge),
            }
        )
    return lines


def commands(db: Database, clock: Clock) -> ReviewCommands:
    """The queue's commands, which mask what is private."""
    return ReviewCommands(db, clock, new_id, READING)


def _expected(intent: str, knowledge: Knowledge) -> str:
    if intent in knowledge.handoff:
        return "handoff"
    return "oos" if intent in knowledge.declining else "answer"


def in_markdown(found: Sequence[Review], until: dt.datetime, words: Words) -> str:
    """Counts by reason and by state, then the clusters with two samples each."""
    whys, states = Counter(r.why for r in found), Counter(r.state for r in found)
    decided = [f"{states[s]} {s}" for s in State]
    lines = [
        f"# Unanswered questions, {_day(until - WEEK)} to {_day(until)}",
        "",
        f"{_counted(len(found))}: {', '.join(decided)}.",
        "",
        "| reason | messages |",
        "|---|---:|",
        *(f"| {_WHYS[why]} | {whys[why]} |" for why in Why),
    ]
    for group in cluster(found, words):
        lines += ["", f"## {_counted(len(group))}{_taken_for(group)}", ""]
        lines += [f"- {_code(text)}" for text in _samples(group)]
    return "\n".join(lines) + "\n"


def cluster(found: Sequence[Review], words: Words) -> list[list[Review]]:
    """Put messages with the same words together; the largest first, then the oldest.

    Rare words count for more than common ones: two texts are alike when they share half of the
    weight of their words (weighted Jaccard), and a cluster is whoever is alike with one in it.
    """
    bags = [frozenset(words_of(review.text, words)) for review in found]
    groups: dict[int, list[Review]] = {}
    for root, review in zip(_roots(bags), found, strict=True):
        groups.setdefault(root, []).append(review)
    return sorted(groups.values(), key=lambda group: -len(group))


def _roots(bags: Sequence[frozenset[str]]) -> list[int]:
    """For each bag of words the first of its cluster."""
    root = list(range(len(bags)))

    def first(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    weights = _weights(bags)
    seen: dict[str, list[int]] = {}  # a telling word -> bags that have it
    for at, bag in enumerate(bags):
        telling = _telling(bag, weights)
        for other in sorted({o for word in telling for o in seen.get(word, ())}):
            a, b = first(at), first(other)
            if a != b and _alike(bag, bags[other], weights):
                root[max(a, b)] = min(a, b)
        for word in telling:
            seen.setdefault(word, []).append(at)
    return [first(at) for at in range(len(bags))]


def _weights(bags: Iterable[frozenset[str]]) -> dict[str, float]:
    """Weigh words by their rarity."""
    bags = list(bags)
    counts = Counter(word for bag in bags for word in bag)
    return {word: math.log(1 + len(bags) / count) for word, count in counts.items()}


def _telling(bag: frozenset[str], weights: Mapping[str, float]) -> list[str]:
    """The rarest words, of which two bags that are alike must share one.

    All that two bags share stands, in the order of rarity, from the first shared word on: so
    that word cannot be among the last ones, which together weigh less than is needed.
    """
    order = sorted(bag, key=lambda word: (-weights[word], word))
    rest = sum(weights[word] for word in order)
    needed, told = _ALIKE * rest - 1e-9, []
    for word in order:
        if rest < needed:
            break
        told.append(word)
        rest -= weights[word]
    return told


def _alike(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> bool:
    shared = math.fsum(weights[word] for word in one & other)
    return shared >= _ALIKE * math.fsum(weights[word] for word in one | other)


def _line(review: Review) -> str:
    meant = f", meant {_sense(review.intent, review.permit)}" if review.intent else ""
    guess = f"{review.guess} {review.confidence:.2f}" if review.guess else "no guess"
    text = _short(review.text)
    return f"{review.id}  {_day(review.at)}  {review.why} ({guess}{meant})  {text}"


def _sense(intent: str, permit: str | None) -> str:
    return f"{intent}/{permit}" if permit else intent


def _taken_for(group: Collection[Review]) -> str:
    guesses = Counter(review.guess for review in group if review.guess)
    return f", mostly taken for `{_most(guesses)}`" if guesses else ""


def _most(counts: Mapping[T, int]) -> T:
    return max(counts, key=counts.__getitem__)


def _samples(group: Iterable[Review]) -> list[str]:
    return list(dict.fromkeys(_short(review.text) for review in group))[:_SAMPLES]


def _counted(number: int) -> str:
    return "1 message" if number == 1 else f"{number} messages"


def _code(text: str) -> str:
    """As Markdown in which nothing counts as Markdown."""
    return f"`{text.replace('`', chr(39))}`"


def _short(text: str) -> str:
    """On one line, without anything that a terminal obeys."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _day(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d}"
