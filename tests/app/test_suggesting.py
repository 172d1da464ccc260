"""Facts for agents: near to the question, and never told as current when they are not."""

import datetime as dt
from pathlib import Path

import pytest

from app.suggesting import KnownFacts, state_of
from bot.composing import Composer
from bot.knowledge import Fact, Knowledge, load

TODAY, PAST = dt.date(2026, 5, 4), dt.date(2026, 5, 3)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(Path("bot/knowledge"))


@pytest.mark.parametrize("locale", ["id", "en"])
def test_every_fact_is_told_with_its_source_and_date_and_only_as_what_it_is(
    knowledge: Knowledge, locale: str
) -> None:
    facts, seen = KnownFacts(knowledge, lambda: TODAY), set()
    old = Composer(knowledge).phrase("fact_dated", locale, text="|", date="", source="")
    for fact in knowledge.facts.values():
        for found in facts.near(fact.text.of(locale), locale):
            seen.add(found.state)
            assert found.source in found.told
            assert found.as_of in found.told
            asserted = knowledge.facts[found.id].asserted(TODAY)
            assert (found.state in {"current", "check"}) == asserted
            assert found.told.startswith(old.partition("(")[0]) != asserted
    assert {"current", "check"} & seen
    assert {"unverified", "historical"} & seen


def test_what_holds_today_comes_first_and_five_at_most(knowledge: Knowledge) -> None:
    words = " ".join(fact.text.id for fact in knowledge.facts.values())
    found = KnownFacts(knowledge, lambda: TODAY).near(words, "id")
    holds = [one.state in {"current", "check"} for one in found]
    assert holds == sorted(holds, reverse=True)
    assert 0 < len(found) <= 5


@pytest.mark.parametrize("text", ["", "halo", "terima kasih", "x" * 200_000, '" OR * NEAR('])
def test_nothing_is_near_to_nothing(knowledge: Knowledge, text: str) -> None:
    assert list(KnownFacts(knowledge, lambda: TODAY).near(text, "id")) == []


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"status": "current", "confidence": "high"}, "current"),
        ({"status": "current", "confidence": "medium"}, "check"),
        ({"status": "current", "confidence": "low"}, "unverified"),
        ({"status": "unverified", "confidence": "high"}, "unverified"),
        ({"status": "historical", "confidence": "high"}, "historical"),
        ({"status": "superseded", "confidence": "high"}, "historical"),
        (
            {"status": "current", "confidence": "high", "valid_to": PAST},
            "historical",
        ),
    ],
    ids=str,
)
def test_a_fact_is_what_its_data_say(
    knowledge: Knowledge, change: dict[str, object], state: str
) -> None:
    plain = next(iter(knowledge.facts.values()))
    neutral = {"valid_from": None, "valid_to": None, "audience": "citizen"}
    fact: Fact = plain.model_copy(update=neutral | change)
    assert state_of(fact, TODAY) == state
