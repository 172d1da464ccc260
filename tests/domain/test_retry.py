"""When a failed send is tried again: later and later, as asked, and not for ever."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.retry import PATIENCE, GiveUp, TryAt, decide

FIRST = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
attempts, jitters = st.integers(1, 1000), st.floats(0, 1)
spent = st.timedeltas(dt.timedelta(), PATIENCE - dt.timedelta(microseconds=1))
waits = st.none() | st.timedeltas(dt.timedelta(), dt.timedelta(days=2))


def wait(attempt: int, jitter: float = 0.5, after: dt.timedelta | None = None) -> float:
    decision = decide(attempt=attempt, first_at=FIRST, now=FIRST, after=after, jitter=jitter)
    assert isinstance(decision, TryAt)
    return (decision.at - FIRST).total_seconds()


def test_the_waits_double_to_an_hour() -> None:
    assert [wait(n) for n in range(1, 13)] == [
        *(5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600)
    ]


@given(attempts, jitters)
def test_the_next_wait_is_never_shorter(attempt: int, jitter: float) -> None:
    assert wait(attempt, jitter) <= wait(attempt + 1, jitter)


@given(attempts, jitters)
def test_chance_spreads_a_wait_by_a_quarter_at_most(attempt: int, jitter: float) -> None:
    assert 0.75 * wait(attempt) - 1e-6 <= wait(attempt, jitter) <= 1.25 * wait(attempt) + 1e-6


@given(attempts, jitters, st.timedeltas(dt.timedelta(), dt.timedelta(days=2)))
def test_what_the_provider_asked_for_is_honoured(
    attempt: int, jitter: float, after: dt.timedelta
) -> None:
    assert wait(attempt, jitter, after) >= after.total_seconds()
    assert wait(attempt, jitter, after) >= wait(attempt, jitter) - 1e-6


@given(attempts, spent, waits, jitters)
def test_it_is_tried_for_three_days_however_many_tries_that_takes(
    attempt: int, spent: dt.timedelta, after: dt.timedelta | None, jitter: float
) -> None:
    now = FIRST + spent
    decision = decide(attempt=attempt, first_at=FIRST, now=now, after=after, jitter=jitter)
    assert isinstance(decision, TryAt)
    assert decision.at > now


@pytest.mark.parametrize("over", [dt.timedelta(), dt.timedelta(days=1)])
def test_after_three_days_it_is_given_up_even_if_the_provider_asked_to_wait(
    over: dt.timedelta,
) -> None:
    hour = dt.timedelta(hours=1)
    now = FIRST + PATIENCE + over
    assert decide(attempt=1, first_at=FIRST, now=now, after=hour, jitter=0.5) == GiveUp()
