"""Facts proposed when nothing was understood: near in words, in force, never more than two."""

import datetime as dt

import pytest

from bot.composing import Composer
from bot.knowledge import Knowledge
from bot.lint import findings
from bot.suggestions import Suggestions

TODAY = dt.date(2026, 5, 4)
STRANGE = ["", "😀", "xyzzy plugh", "saya mau tanya dong", '" OR * NEAR(', "a" * 9999]


def test_a_fact_with_the_same_words_is_found(knowledge: Knowledge) -> None:
    found = Suggestions(knowledge).of("tinjauan lapangan penilaian teknis", "id", TODAY)
    assert "pr-001" in {fact.id for fact in found}


@pytest.mark.parametrize("text", STRANGE)
def test_and_nothing_for_what_shares_no_words(knowledge: Knowledge, text: str) -> None:
    assert Suggestions(knowledge).of(text, "id", TODAY) == []


@pytest.mark.parametrize("locale", ["id", "en"])
def test_only_what_holds_today_is_proposed(knowledge: Knowledge, locale: str) -> None:
    index = Suggestions(knowledge)
    for fact in knowledge.facts.values():
        found = index.of(fact.text.of(locale), locale, TODAY)
        assert all(one.asserted(TODAY) for one in found)
        assert len(found) <= 2


def test_it_is_said_that_we_are_not_sure(composer: Composer) -> None:
    said = composer.rephrase("tinjauan lapangan penilaian teknis", "id", TODAY)
    assert composer.phrase("suggestion", "id") in said
    assert composer.rephrase("xyzzy", "id", TODAY) == composer.phrase("not_understood", "id")


def test_the_shipped_knowledge_has_no_fault(knowledge: Knowledge) -> None:
    assert [one for one in findings(knowledge, TODAY) if one.weight == "fault"] == []


def test_faults_and_facts_past_their_date_are_found(knowledge: Knowledge) -> None:
    first = next(f for f in knowledge.facts.values() if f.asserted(TODAY))
    spoiled = first.model_copy(update={"as_of": TODAY + dt.timedelta(days=1)})
    past = first.model_copy(update={"valid_to": TODAY - dt.timedelta(days=1)})
    for fact, weight in ((spoiled, "fault"), (past, "review")):
        changed = knowledge.model_copy(update={"facts": {**knowledge.facts, first.id: fact}})
        found = findings(changed, TODAY)
        assert (weight, f"fact {first.id}") in {(one.weight, one.where) for one in found}
