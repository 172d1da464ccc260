"""Whether someone is at work, and who gets the next ticket: decisions alone."""

import datetime as dt
import uuid

import pytest

from tickets.domain.assigning import Budget, Candidate, Need, choose
from tickets.domain.presence import Presence, Signs

NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
A, B, C = (uuid.UUID(int=n) for n in (1, 2, 3))


def _ago(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else NOW - dt.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("chosen", "beat", "seen", "expected"),
    [
        ("available", 0, 0, "available"),
        ("busy", 0, 0, "busy"),
        ("available", 299, 0, "available"),
        ("available", 300, 0, "away"),
        ("busy", 300, 0, "away"),
        ("away", 0, 0, "away"),
        ("offline", 0, 0, "offline"),
        ("available", 0, 59, "available"),
        ("available", 0, 60, "offline"),
        ("away", 0, 60, "offline"),
        ("available", 0, None, "offline"),
        ("available", None, 0, "away"),
    ],
)
def test_signs_make_of_the_choice_what_they_are_worth(
    chosen: str, beat: float | None, seen: float | None, expected: str
) -> None:
    signs = Signs(chosen=Presence(chosen), beat_at=_ago(beat), seen_at=_ago(seen))

    assert signs.presence(NOW) == expected


@pytest.mark.parametrize(
    ("chosen", "beat", "seen", "seconds"),
    [
        ("available", 0, 0, 60),
        ("available", 290, 0, 10),
        ("available", 400, 20, 40),  # away already; offline comes next
        ("away", 0, 20, 40),
        ("offline", 0, 0, None),
        ("available", 0, 60, None),
    ],
)
def test_it_is_known_when_it_lapses(
    chosen: str, beat: float, seen: float, seconds: float | None
) -> None:
    signs = Signs(chosen=Presence(chosen), beat_at=_ago(beat), seen_at=_ago(seen))

    expected = None if seconds is None else NOW + dt.timedelta(seconds=seconds)
    assert signs.lapses_at(NOW) == expected
    if expected is not None:
        assert signs.presence(expected) != signs.presence(expected - dt.timedelta(seconds=1))


def _candidate(
    agent: uuid.UUID, load: int = 0, given: float | None = None, presence: str = "available"
) -> Candidate:
    return Candidate(agent=agent, presence=Presence(presence), load=load, given_at=_ago(given))


@pytest.mark.parametrize(
    ("candidates", "weight", "expected"),
    [
        ([], 1, None),
        ([_candidate(A, given=10), _candidate(B, given=20)], 1, B),
        ([_candidate(A, given=10), _candidate(B)], 1, B),
        ([_candidate(B), _candidate(A)], 1, A),
        ([_candidate(A, load=3), _candidate(B, given=1)], 2, B),
        ([_candidate(A, load=2)], 2, A),
        ([_candidate(A, load=3)], 2, None),
        ([_candidate(A)], 9, A),  # heavier than all that one carries, and nothing else
        ([_candidate(A, presence="busy"), _candidate(B, presence="away")], 1, None),
        ([_candidate(A, presence="offline"), _candidate(C, given=1)], 1, C),
    ],
)
def test_whose_turn_it_is(
    candidates: list[Candidate], weight: int, expected: uuid.UUID | None
) -> None:
    assert choose(candidates, Need(weight=weight), 4) == expected


def test_a_ticket_weighs_by_its_channel() -> None:
    budget = Budget(weights={"livechat": 2, "email": 0})

    assert [budget.weight(kind) for kind in ("livechat", "email", "fax")] == [2, 0, 1]
