import dataclasses
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu import measures
from nlu.measures import Asked


def question(topic: str, found: str | None, **other: Any) -> Asked:  # noqa: ANN401  fields by name
    plain = Asked(
        text=f"{topic} {found}",
        lang="id",
        style="plain",
        topic=topic,
        expects="answer",
        found=found,
        ranking=(),
        confidence=0.5,
        action="answer",
    )
    return dataclasses.replace(plain, **other)


def many(rights: list[bool]) -> list[Asked]:
    return [question("a", "a" if right else "b", text=str(at)) for at, right in enumerate(rights)]


THREE = [
    question("fee", "fee"),
    question("fee", "fee"),
    question("fee", "time"),
    question("time", "time"),
    question("place", None),
]


def test_the_figures_of_each_topic() -> None:
    assert measures.per_topic(THREE) == {
        "fee": pytest.approx({"precision": 1, "recall": 2 / 3, "f1": 0.8, "questions": 3}),
        "place": {"precision": 0, "recall": 0, "f1": 0, "questions": 1},
        "time": pytest.approx({"precision": 0.5, "recall": 1, "f1": 2 / 3, "questions": 1}),
    }
    assert measures.macro_f1(THREE) == pytest.approx((0.8 + 2 / 3 + 0) / 3)


def test_the_calibration_error() -> None:
    sure = [
        question("a", "a", confidence=0.9),
        question("a", "b", confidence=0.94),
        question("a", "b", confidence=0.2),
        question("a", "a", confidence=1.0),
    ]
    # [0.9, 1]: mean 2.84/3, right 2/3, 3 of 4; [0.2, 0.3): 0.2, none right, 1 of 4
    wanted = (2.84 / 3 - 2 / 3) * 3 / 4 + 0.2 * 1 / 4
    assert measures.calibration_error(sure) == pytest.approx(wanted)
    assert {at: len(here) for at, here in measures.bins(sure).items()} == {9: 3, 2: 1}


def test_the_summary() -> None:
    asked = [
        question("fee", "fee", ranking=("fee", "time"), confidence=1.0),
        question("fee", "time", ranking=("time", "place", "fee"), confidence=1.0),
        question("fee", None, ranking=(), action="decline", confidence=0.0),
        question("fee", "fee", ranking=("a", "b", "c", "fee"), action="handoff", confidence=1.0),
        question("minta", "minta", ranking=("minta",), expects="handoff", action="handoff"),
        question("pungli_gratifikasi", "fee", expects="handoff", action="confirm"),
        question("oos", "oos", expects="oos", action="decline", confidence=1.0),
        question("oos", "fee", expects="oos", action="answer", confidence=0.0),
    ]
    assert measures.summary(asked) == pytest.approx(
        {
            "questions": 8,
            "accuracy": 4 / 8,
            "macro_f1": (0.5 + 1 + 0 + 2 / 3) / 4,
            "top3_in_scope": 3 / 6,
            "oos_recall": 1 / 2,
            "in_scope_refused": 1 / 6,
            "handoff_recall": 1 / 2,
            "extortion_recall": 0,
            "handed_off_needlessly": 1 / 4,
            "answered_precision": 1 / 3,
            "answered_coverage": 2 / 4,
            # at 1.0: 4, 3 right; at 0.5: 2, 1 right; at 0.0: 2, none right
            "calibration_error": 1 / 4 * 4 / 8,
        }
    )


def test_of_nothing_every_figure_is_nothing() -> None:
    assert set(measures.summary([]).values()) == {0}
    assert measures.confusions([]) == []
    assert measures.groups([]) == {}
    assert measures.share([]) == 0


def test_confusions_are_told_the_most_frequent_first() -> None:
    asked = [
        question("a", "b", text="1"),
        question("c", None, text="2"),
        question("c", None, text="3"),
        question("a", "a", text="4"),
    ]
    assert measures.confusions(asked) == [
        {"topic": "c", "found": "-", "texts": ["2", "3"]},
        {"topic": "a", "found": "b", "texts": ["1"]},
    ]


def test_groups_are_by_language_and_by_style() -> None:
    asked = [question("a", "a"), question("a", "a", lang="en", style="typo")]
    assert {name: len(group) for name, group in measures.groups(asked).items()} == {
        "lang en": 1,
        "lang id": 1,
        "style plain": 1,
        "style typo": 1,
    }


def test_a_line_and_what_was_said_are_put_together() -> None:
    said = {
        "topic": "fee",
        "ranking": [{"topic": "fee"}, {"topic": None}, {"topic": "time"}],
        "confidence": 0.75,
        "action": "answer",
    }
    line = {"text": "brp", "lang": "id", "topic": "fee", "expects": "answer"}
    put = measures.asked(line, said, 0.25)
    assert put.right
    assert put.ranking == ("fee", "time")
    assert (put.style, put.confidence, put.seconds) == ("-", 0.75, 0.25)


@pytest.mark.parametrize(
    ("lost", "won", "worse"),
    [(0, 0, False), (0, 20, False), (2, 0, False), (12, 12, False), (9, 7, False), (20, 2, True)],
)
def test_worse_is_only_what_is_beyond_noise(lost: int, won: int, worse: bool) -> None:  # noqa: FBT001  a table
    same = 100 - lost - won
    before = many([True] * lost + [False] * won + [True] * same)
    after = many([False] * lost + [True] * won + [True] * same)
    assert measures.worse(before, after, draws=400) is worse
    assert not measures.worse(after, before, draws=400) or won > lost


def test_worse_of_nothing_and_of_other_questions() -> None:
    assert not measures.worse([], [])
    with pytest.raises(ValueError, match="same questions"):
        measures.worse(many([True]), many([True, True]))


def test_the_interval_is_about_the_measure() -> None:
    asked = many([True] * 80 + [False] * 20)

    def accuracy(drawn: object) -> float:
        assert isinstance(drawn, list)
        return measures.share([q.right for q in drawn])

    low, high = measures.interval(asked, accuracy, draws=300)
    # the binomial gives 0.80 ± 0.078
    assert 0.68 < low < 0.77
    assert 0.83 < high < 0.92
    assert measures.interval(many([True] * 5), accuracy, draws=40) == (1, 1)


topic = st.sampled_from("abc")
questions = st.lists(
    st.builds(
        question,
        topic,
        st.none() | topic,
        confidence=st.floats(0, 1),
        expects=st.sampled_from(["answer", "handoff", "oos"]),
        action=st.sampled_from(["answer", "confirm", "handoff", "decline"]),
    ),
    max_size=20,
)


@given(questions)
def test_every_share_is_between_nothing_and_all(asked: list[Asked]) -> None:
    figures = measures.summary(asked)
    assert figures.pop("questions") == len(asked)
    assert all(0 <= figure <= 1 for figure in figures.values())


@given(questions)
def test_nothing_is_lost_in_bins_groups_and_confusions(asked: list[Asked]) -> None:
    assert sum(map(len, measures.bins(asked).values())) == len(asked)
    assert sum(map(len, measures.groups(asked).values())) == 2 * len(asked)
    confused = sum(len(c["texts"]) for c in measures.confusions(asked))
    assert confused == sum(not q.right for q in asked)


@given(questions, st.randoms(use_true_random=False))
def test_the_order_of_questions_does_not_count(asked: list[Asked], chance: random.Random) -> None:
    mixed = list(asked)
    chance.shuffle(mixed)
    assert measures.summary(mixed) == pytest.approx(measures.summary(asked))


@given(st.lists(st.booleans(), max_size=30), st.data())
def test_what_lost_nothing_is_never_worse(rights: list[bool], data: st.DataObject) -> None:
    better = [right or data.draw(st.booleans()) for right in rights]
    assert not measures.worse(many(rights), many(better), draws=40)
