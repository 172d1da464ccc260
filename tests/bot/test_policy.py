"""One turn of the bot: answer when sure, ask back once, then call a person."""

import dataclasses
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.policy import (
    NONE_OF_THESE,
    PERSON,
    Answer,
    Confirm,
    HandOff,
    Policy,
    Rephrase,
    Rule,
    Sense,
    Talk,
    Thresholds,
    answer_for,
    choice_of,
    decide,
    is_miss,
    permits,
    sense_of,
)
from nlu.interpreter import Entity, Guess, Interpretation
from tickets.domain.message import Choice

POLICY = Policy(
    rules=[
        Rule(intent="biaya", permit="pbg", answer="biaya_pbg"),
        Rule(intent="biaya", permit="nib", answer="biaya_nib"),
        Rule(intent="biaya", answer="biaya_umum"),
        Rule(intent="jam", answer="jam"),
        Rule(intent="obrolan", answer="bukan_urusan"),
    ],
    handoff={"minta_petugas": "handoff_requested", "pengaduan": "handoff_complaint"},
    declining=frozenset({"obrolan", "paspor"}),
    about_permits=frozenset({"biaya"}),
)
INTENTS = ["biaya", "jam", "obrolan", "minta_petugas", "pengaduan", "tak_dikenal"]
LIMITS = POLICY.thresholds

shares = st.floats(0, 1)
rankings = st.lists(st.builds(Guess, intent=st.sampled_from(INTENTS), confidence=shares)).map(
    lambda guesses: tuple(sorted(guesses, key=lambda g: -g.confidence))
)
entities = st.lists(
    st.builds(Entity, name=st.sampled_from(["permit", "place"]), value=st.sampled_from("ab")),
    max_size=3,
).map(tuple)
heard_anything = st.builds(
    Interpretation,
    ranking=rankings,
    entities=entities,
    source=st.sampled_from(["rasa", "keywords"]),
)
choices = st.none() | st.sampled_from(
    [PERSON, NONE_OF_THESE, *(choice_of(Sense(intent=i)) for i in INTENTS), "from an older version"]
)


def heard(*ranking: tuple[str, float], permit: str | None = None) -> Interpretation:
    named = (Entity(name="permit", value=permit),) if permit else ()
    guesses = tuple(Guess(intent=i, confidence=c) for i, c in ranking)
    return Interpretation(ranking=guesses, entities=named)


def test_a_clear_question_is_answered() -> None:
    step = decide(heard(("jam", 0.9), ("biaya", 0.05)), policy=POLICY, talk=Talk(misses=0))
    assert step == Answer(sense=Sense(intent="jam"), answer="jam")


def test_the_answer_is_the_one_for_the_permit_that_was_named() -> None:
    step = decide(heard(("biaya", 0.9), permit="nib"), policy=POLICY, talk=Talk(misses=0))
    assert step == Answer(sense=Sense(intent="biaya", permit="nib"), answer="biaya_nib")


def test_what_is_not_ours_is_declined() -> None:
    step = decide(heard(("obrolan", 0.9)), policy=POLICY, talk=Talk(misses=0))
    assert step == Answer(sense=Sense(intent="obrolan"), answer="bukan_urusan", declines=True)


def test_two_close_guesses_are_asked_about() -> None:
    step = decide(
        heard(("jam", 0.52), ("biaya", 0.45), ("obrolan", 0.01)), policy=POLICY, talk=Talk(misses=0)
    )
    assert step == Confirm(senses=(Sense(intent="jam"), Sense(intent="biaya")))


def test_a_faint_guess_is_asked_to_be_put_in_other_words() -> None:
    assert decide(heard(("jam", 0.1)), policy=POLICY, talk=Talk(misses=0)) == Rephrase()


def test_the_second_miss_in_a_row_calls_a_person() -> None:
    for faint in (heard(("jam", 0.1)), heard(("jam", 0.4)), heard()):
        step = decide(faint, policy=POLICY, talk=Talk(misses=1))
        assert step == HandOff(why="misses", phrase="handoff_misses")


def test_the_limits_themselves_count_as_reached() -> None:
    sure = heard(("jam", LIMITS.sure), ("biaya", LIMITS.sure - LIMITS.margin))
    assert isinstance(decide(sure, policy=POLICY, talk=Talk(misses=0)), Answer)
    maybe = heard(("jam", LIMITS.maybe))
    assert decide(maybe, policy=POLICY, talk=Talk(misses=0)) == Confirm(
        senses=(Sense(intent="jam"),)
    )


@given(heard_anything, st.integers(0, 20))
def test_whoever_presses_the_button_for_a_person_gets_one(
    heard: Interpretation, misses: int
) -> None:
    step = decide(heard, policy=POLICY, talk=Talk(misses=misses), choice=PERSON)
    assert isinstance(step, HandOff)
    assert (step.why, step.phrase) == ("requested", "handoff_requested")


@given(heard_anything, st.integers(0, 20), shares, shares, shares)
def test_and_gets_one_whatever_the_office_decided(
    heard: Interpretation, misses: int, sure: float, margin: float, maybe: float
) -> None:
    strict = Thresholds(sure=sure, margin=margin, maybe=maybe, patience=10)
    bare = Policy(rules=[], handoff={}, thresholds=strict)
    assert isinstance(decide(heard, policy=bare, talk=Talk(misses=misses), choice=PERSON), HandOff)


@given(shares, shares, st.integers(0, 5))
def test_whoever_clearly_asks_for_a_person_gets_one(
    belief: float, runner_up: float, misses: int
) -> None:
    assume(belief >= LIMITS.sure and belief - runner_up >= LIMITS.margin)
    asked = heard(("minta_petugas", belief), ("jam", runner_up))
    step = decide(asked, policy=POLICY, talk=Talk(misses=misses))
    assert isinstance(step, HandOff)
    assert step.why == "requested"


@given(st.lists(st.tuples(heard_anything, choices), min_size=2, max_size=8))
def test_nobody_is_asked_back_twice_in_a_row(talk: list[tuple[Interpretation, str | None]]) -> None:
    misses = 0
    for said, choice in talk:
        step = decide(said, policy=POLICY, talk=Talk(misses=misses), choice=choice)
        if isinstance(step, HandOff):
            return
        assert not (is_miss(step) and misses)
        misses = misses + 1 if is_miss(step) else 0


@given(heard_anything, st.integers(1, 10), choices)
def test_nobody_is_asked_back_more_often_than_the_office_has_patience(
    said: Interpretation, patience: int, choice: str | None
) -> None:
    policy = dataclasses.replace(POLICY, thresholds=Thresholds(patience=patience))
    step = decide(said, policy=policy, talk=Talk(misses=patience - 1), choice=choice)
    assert not is_miss(step)


@given(heard_anything, st.sampled_from(INTENTS), st.integers(0, 5))
def test_a_quick_reply_leaves_no_doubt(said: Interpretation, intent: str, misses: int) -> None:
    step = decide(
        said, policy=POLICY, talk=Talk(misses=misses), choice=choice_of(Sense(intent=intent))
    )
    assert isinstance(step, Answer | HandOff)
    assert (step.sense.intent if isinstance(step, Answer) else step.intent) == intent


@given(heard_anything)
def test_none_of_these_is_never_answered_with_a_guess(said: Interpretation) -> None:
    step = decide(said, policy=POLICY, talk=Talk(misses=0), choice=NONE_OF_THESE)
    assert step == Rephrase()


@given(heard_anything, st.integers(0, 5), choices)
def test_a_question_back_names_at_least_one_and_at_most_three(
    said: Interpretation, misses: int, choice: str | None
) -> None:
    step = decide(said, policy=POLICY, talk=Talk(misses=misses), choice=choice)
    if isinstance(step, Confirm):
        assert 1 <= len(step.senses) <= 3


def test_when_nothing_can_be_read_a_person_is_called_and_told_why() -> None:
    away = Interpretation(source="keywords")
    step = decide(away, policy=POLICY, talk=Talk(misses=0))
    assert step == HandOff(why="unavailable", phrase="handoff_unavailable")


def test_an_intent_without_an_answer_goes_to_a_person() -> None:
    step = decide(heard(("tak_dikenal", 0.99)), policy=POLICY, talk=Talk(misses=0))
    assert step == HandOff(why="intent", phrase="handoff_misses", intent="tak_dikenal")


@given(st.permutations(["pbg", "nib", "tak_ada"]))
def test_a_rule_for_a_named_permit_beats_the_general_one(named: list[str]) -> None:
    assert answer_for(Sense(intent="biaya", permit=named[0]), POLICY.rules) in {
        "biaya_pbg",
        "biaya_nib",
        "biaya_umum",
    }
    assert answer_for(Sense(intent="biaya", permit="tak_ada"), POLICY.rules) == "biaya_umum"
    assert answer_for(Sense(intent="biaya"), POLICY.rules) == "biaya_umum"


@given(st.permutations(POLICY.rules))
def test_and_beats_it_in_whatever_order_the_rules_are_written(rules: list[Rule]) -> None:
    assert answer_for(Sense(intent="biaya", permit="nib"), rules) == "biaya_nib"


def test_permits_are_taken_in_the_order_they_were_named() -> None:
    named = (
        Entity(name="permit", value="nib"),
        Entity(name="place", value="jakbar"),
        Entity(name="permit", value="pbg"),
    )
    assert permits(Interpretation(entities=named)) == ("nib", "pbg")


def test_no_shipped_rule_hides_behind_another(shipped: Policy) -> None:
    for rule in shipped.rules:
        sense = Sense(intent=rule.intent, permit=rule.permit)
        assert answer_for(sense, shipped.rules) == rule.answer


def test_every_shipped_intent_has_a_general_answer_or_a_person(shipped: Policy) -> None:
    intents = {rule.intent for rule in shipped.rules} | set(shipped.handoff)
    for intent in intents:
        step = decide(heard((intent, 1.0)), policy=shipped, talk=Talk(misses=0))
        assert isinstance(step, Answer | HandOff)
        if intent not in shipped.handoff:
            assert isinstance(step, Answer), intent


@pytest.mark.parametrize("why", ["pengaduan_layanan", "pungli_gratifikasi", "minta_petugas"])
def test_complaints_and_calls_for_help_always_reach_a_person(shipped: Policy, why: str) -> None:
    step = decide(heard((why, 0.95)), policy=shipped, talk=Talk(misses=0))
    assert isinstance(step, HandOff)


def test_what_the_shipped_policy_declines_has_words_or_a_person(shipped: Policy) -> None:
    for intent in shipped.declining:
        step = decide(heard((intent, 1.0)), policy=shipped, talk=Talk(misses=0))
        assert isinstance(step, HandOff) or (isinstance(step, Answer) and step.declines)


def said(*ranking: tuple[str, float], permit: str | None = None, **more: Any) -> Interpretation:  # noqa: ANN401
    return dataclasses.replace(heard(*ranking, permit=permit), **more)


BEFORE = Talk(sense=Sense(intent="biaya", permit="pbg"))


@pytest.mark.parametrize(
    ("signal", "intent"),
    [("extortion", "pungli_gratifikasi"), ("person", "minta_petugas")],
)
def test_what_is_certain_comes_before_what_the_model_believes(signal: str, intent: str) -> None:
    policy = dataclasses.replace(POLICY, handoff={**POLICY.handoff, "pungli_gratifikasi": "x"})
    step = decide(said(("jam", 0.99), signals=frozenset({signal})), policy=policy)
    assert isinstance(step, HandOff)
    assert step.intent == intent


def test_a_faint_belief_in_extortion_is_enough_to_call_a_person() -> None:
    policy = dataclasses.replace(POLICY, handoff={"pungli_gratifikasi": "x"})
    ranking = (("jam", 0.7), ("pungli_gratifikasi", LIMITS.alarm))
    assert isinstance(decide(heard(*ranking), policy=policy), HandOff)


def test_the_permit_of_before_is_meant_when_none_is_named() -> None:
    step = decide(heard(("biaya", 0.9)), policy=POLICY, talk=BEFORE)
    assert step == Answer(sense=Sense(intent="biaya", permit="pbg"), answer="biaya_pbg")
    step = decide(heard(("jam", 0.9)), policy=POLICY, talk=BEFORE)
    assert step == Answer(sense=Sense(intent="jam"), answer="jam")


def test_another_permit_alone_asks_the_same_of_it() -> None:
    follow = said(("jam", 0.3), permit="nib", signals=frozenset({"continues"}), brief=True)
    step = decide(follow, policy=POLICY, talk=BEFORE)
    assert step == Answer(sense=Sense(intent="biaya", permit="nib"), answer="biaya_nib")
    assert isinstance(decide(follow, policy=POLICY), Confirm)  # nothing was spoken of before


def test_another_place_alone_asks_the_same_there() -> None:
    there = said(("jam", 0.3), signals=frozenset({"continues"}), brief=True)
    there = dataclasses.replace(there, entities=(Entity(name="city", value="jakarta selatan"),))
    step = decide(there, policy=POLICY, talk=BEFORE)
    assert step == Answer(sense=Sense(intent="biaya", permit="pbg"), answer="biaya_pbg")


def test_not_that_is_a_miss_and_yes_takes_the_only_offer() -> None:
    offer = (Choice(id=choice_of(Sense(intent="jam")), label="Jam"),)
    asked = Talk(offered=(*offer, Choice(id=PERSON, label="Petugas")))
    no = said(("obrolan", 0.9), signals=frozenset({"denies"}))
    assert decide(no, policy=POLICY, talk=asked) == Rephrase()
    yes = said(("obrolan", 0.9), signals=frozenset({"agrees"}))
    assert decide(yes, policy=POLICY, talk=asked) == Answer(sense=Sense(intent="jam"), answer="jam")
    assert isinstance(decide(yes, policy=POLICY), Answer)  # nothing was offered: read as it is


def test_matters_that_are_not_ours_are_declined_on_their_sum() -> None:
    step = decide(heard(("obrolan", 0.3), ("paspor", 0.3), ("jam", 0.2)), policy=POLICY)
    assert isinstance(step, Answer)
    assert step.declines


def test_a_choice_says_the_permit_too() -> None:
    for sense in (Sense(intent="biaya", permit="pbg"), Sense(intent="jam")):
        assert sense_of(choice_of(sense)) == sense
