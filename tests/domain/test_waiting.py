"""The queue: places, the pace of service, and no promise that the calendar does not hold."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.hours import BusinessHours, Shift
from tickets.domain.waiting import ENOUGH, Queue, Take, Waiting, outlook, pace, said

WIB = ZoneInfo("Asia/Jakarta")
SPLIT = (
    Shift(start=dt.time(8), end=dt.time(12)),
    Shift(start=dt.time(13), end=dt.time(16)),
)
OFFICE = BusinessHours(zone=WIB, week=dict.fromkeys(range(5), SPLIT))
TEN = dt.datetime(2026, 11, 24, 10, tzinfo=WIB)  # a Tuesday
NIGHT = TEN.replace(hour=20)


def minutes(n: float) -> dt.timedelta:
    return dt.timedelta(minutes=n)


def one_by_one(count: int, each: float, until: dt.datetime = TEN) -> list[Take]:
    """So many waited one after the other, each so many minutes."""
    return [
        Take(since=until - minutes(each * (n + 1)), at=until - minutes(each * n))
        for n in range(count)
    ]


def queue(
    takes: Sequence[Take], *waiting: float, now: dt.datetime = TEN, complete: float | None = None
) -> Queue:
    """``waiting``: how many minutes each has waited, the longest first."""
    since = [now - minutes(n) for n in waiting]
    begin = now - minutes(complete) if complete is not None else None
    return Queue(at=now, waiting=since, takes=takes, complete_since=begin)


def test_the_place_counts_those_who_came_before() -> None:
    line = queue([], 30, 20, 20, 10)
    places = [line.position(since) for since in line.waiting]
    assert places == [1, 2, 2, 4], "who came at the same moment shares a place"
    assert line.position(TEN) == 5, "who joins now is behind them all"


def test_the_wait_is_the_place_times_the_pace() -> None:
    look = outlook(queue(one_by_one(10, 3)), OFFICE)
    assert look.pace == 3 * 60
    assert look.at(1) == Waiting(position=1, wait_seconds=3 * 60, open=True)
    assert look.at(4) == Waiting(position=4, wait_seconds=15 * 60, open=True), "12, as people say"
    assert look.at(None) == Waiting(open=True), "who waits for nobody is told no place"


def test_nothing_is_told_from_too_little() -> None:
    assert outlook(queue(one_by_one(ENOUGH - 1, 3)), OFFICE).at(1).wait_seconds is None
    assert outlook(queue(one_by_one(ENOUGH, 3)), OFFICE).at(1).wait_seconds is not None


def test_takes_of_long_ago_are_no_evidence() -> None:
    last_week = one_by_one(10, 3, TEN - dt.timedelta(days=7))
    assert pace(queue(last_week), OFFICE) is None


def test_an_empty_queue_does_not_make_people_slow() -> None:
    """Five came twenty minutes apart, and each was taken within two minutes."""
    takes = [Take(since=TEN - minutes(20 * n), at=TEN - minutes(20 * n - 2)) for n in range(1, 6)]
    assert pace(queue(takes), OFFICE) == 2 * 60


def test_those_who_wait_together_are_not_counted_twice() -> None:
    """Five came at once; two people took them within ten minutes."""
    takes = [Take(since=TEN - minutes(10), at=TEN - minutes(10 - 2 * n)) for n in range(1, 6)]
    assert pace(queue(takes), OFFICE) == 2 * 60


def test_who_waits_and_is_not_taken_makes_it_slower() -> None:
    takes = one_by_one(5, 2, TEN - minutes(60))
    assert pace(queue(takes), OFFICE) == 2 * 60
    assert pace(queue(takes, 50), OFFICE) == (5 * 2 + 50) * 60 / 5


def test_the_night_is_not_counted() -> None:
    """They waited since the evening, and were taken in the first minutes of the morning."""
    eight = TEN.replace(hour=8)
    takes = [Take(since=eight - minutes(600), at=eight + minutes(2 * n)) for n in range(1, 6)]
    assert pace(queue(takes, now=TEN), OFFICE) == 2 * 60


def test_work_outside_of_the_hours_is_no_evidence() -> None:
    """Someone emptied the queue at night; in the morning that says nothing."""
    takes = one_by_one(50, 1, NIGHT - dt.timedelta(days=1))
    assert pace(queue(takes), OFFICE) is None


def test_what_was_read_in_part_is_judged_by_that_part() -> None:
    """The first take of those that were read began long before; only what is whole counts."""
    takes = [*one_by_one(6, 2), Take(since=TEN - minutes(200), at=TEN - minutes(12))]
    assert pace(queue(takes, complete=12), OFFICE) == pytest.approx(12 * 60 / 7)


def test_outside_of_the_hours_only_the_next_shift_is_told() -> None:
    look = outlook(queue(one_by_one(10, 3, NIGHT), 30, now=NIGHT), OFFICE)
    morning = TEN.replace(day=25, hour=8)
    assert look.at(1) == Waiting(open=False, opens_at=morning)
    assert look.turns_at == morning
    lunch = outlook(queue([], now=TEN.replace(hour=12)), OFFICE)
    assert lunch.at(1) == Waiting(open=False, opens_at=TEN.replace(hour=13))


def test_without_hours_a_place_is_told_and_nothing_promised() -> None:
    look = outlook(queue(one_by_one(10, 3), 5), None)
    assert look.at(1) == Waiting(position=1)
    assert look.turns_at is None


def test_a_wait_over_the_break_holds_the_break() -> None:
    noon = TEN.replace(hour=11, minute=50)
    look = outlook(queue(one_by_one(10, 10, noon), now=noon), OFFICE)
    assert look.at(2).wait_seconds == 75 * 60 + 15 * 60, "ten minutes, an hour off, ten minutes"


def test_a_turn_that_comes_tomorrow_is_not_promised_in_minutes() -> None:
    late = TEN.replace(hour=15, minute=50)
    look = outlook(queue(one_by_one(10, 10, late), now=late), OFFICE)
    assert look.at(1).wait_seconds == 10 * 60
    assert look.at(2) == Waiting(position=2, open=True)


def test_an_office_that_never_closes_may_promise_over_midnight() -> None:
    whole = (Shift(start=dt.time(0), end=dt.time(0)),)
    always = BusinessHours(zone=WIB, week=dict.fromkeys(range(7), whole))
    late = TEN.replace(hour=23, minute=55)
    look = outlook(queue(one_by_one(10, 10, late), now=late), always)
    assert look.at(1).wait_seconds == 10 * 60
    assert look.at(48).wait_seconds == 8 * 3600
    assert look.at(49).wait_seconds is None, "too far off to be told in hours"


def test_an_office_that_never_opens_again_promises_nothing() -> None:
    never = BusinessHours(zone=WIB, week={})
    assert outlook(queue([], 5), never).at(1) == Waiting(open=False)


@given(st.floats(0, 100 * 3600))
def test_it_is_rounded_up_and_never_far(seconds: float) -> None:
    told = said(seconds)
    assert told >= max(seconds, 60)
    assert told % 60 == 0
    assert told - seconds <= max(60, 5 * 60 if seconds > 600 else 0, 0.5 * seconds)


@given(
    st.lists(st.tuples(st.floats(0, 600), st.floats(0, 600)), min_size=ENOUGH, max_size=60),
    st.lists(st.floats(0, 600), max_size=20),
    st.integers(1, 50),
)
def test_a_longer_queue_never_waits_shorter(
    ages: list[tuple[float, float]], waiting: list[float], place: int
) -> None:
    takes = [Take(since=TEN - minutes(a + b), at=TEN - minutes(a)) for a, b in ages]
    look = outlook(queue(takes, *sorted(waiting, reverse=True)), OFFICE)
    waits = [look.at(n).wait_seconds for n in (place, place + 1)]
    known = [wait for wait in waits if wait is not None]
    assert known == sorted(known)
    assert waits[0] is not None or waits[1] is None, "what is not told is not told further behind"
    assert look.pace is None or look.pace >= 0
