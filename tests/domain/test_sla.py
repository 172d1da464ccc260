"""By when somebody should have answered."""

import datetime as dt
import zoneinfo

import hypothesis
import hypothesis.strategies as st
import pytest

from tickets.domain.hours import BusinessHours, Shift
from tickets.domain.lifecycle import Handler, Standing, Status
from tickets.domain.marks import Priority
from tickets.domain.sla import SlaPolicy, owes

JAKARTA = zoneinfo.ZoneInfo("Asia/Jakarta")
DAY = (
    Shift(start=dt.time(8), end=dt.time(12)),
    Shift(start=dt.time(13), end=dt.time(16)),
)
HOURS = BusinessHours(
    zone=JAKARTA, week=dict.fromkeys(range(5), DAY), closed=frozenset({dt.date(2026, 6, 1)})
)
TARGETS = {Priority.URGENT: 30, Priority.NORMAL: 240}
POLICY = SlaPolicy(minutes=TARGETS, hours=HOURS)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of May 2026 in Jakarta; the 28th is a Thursday."""
    return dt.datetime(2026, 5, day, hour, minute, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("priority", "since", "due"),
    [
        ("urgent", at(28, 9), at(28, 9, 30)),
        ("normal", at(28, 9), at(28, 14)),  # over the break at noon
        ("normal", at(28, 15), at(29, 11)),  # and over night
        ("urgent", at(28, 20), at(29, 8, 30)),  # out of hours it begins with the shift
        ("urgent", at(29, 15, 45), dt.datetime(2026, 6, 2, 8, 15, tzinfo=JAKARTA)),  # a holiday
        ("low", at(28, 9), None),  # no target
        ("urgent", None, None),  # nobody owes a word
    ],
)
def test_only_minutes_at_work_count(
    priority: str, since: dt.datetime | None, due: dt.datetime | None
) -> None:
    assert POLICY.due(priority, since) == due


def test_where_an_office_has_no_hours_every_minute_counts() -> None:
    always = SlaPolicy(minutes=TARGETS)
    assert always.due("urgent", at(28, 23, 50)) == at(29, 0, 20)


def test_an_office_without_targets_promises_nothing() -> None:
    assert SlaPolicy(hours=HOURS).due("urgent", at(28, 9)) is None


@hypothesis.given(
    st.timedeltas(dt.timedelta(), dt.timedelta(days=300)),
    st.timedeltas(dt.timedelta(), dt.timedelta(days=9)),
)
def test_who_waits_longer_is_due_no_later(since: dt.timedelta, longer: dt.timedelta) -> None:
    """The order of due times is read along the order of waiting: it rests on this."""
    earlier = at(1, 0) + since
    later = earlier + longer
    for priority in TARGETS:
        first, second = POLICY.due(priority, earlier), POLICY.due(priority, later)
        assert first is not None
        assert second is not None
        assert first <= second


def test_a_word_is_owed_while_a_ticket_is_open_and_with_a_person() -> None:
    owed = {
        (status, handler)
        for status in Status
        for handler in Handler
        if owes(Standing(status=status, handler=handler))
    }
    assert owed == {
        (status, handler)
        for status in (Status.NEW, Status.OPEN)
        for handler in (Handler.QUEUE, Handler.AGENT)
    }
