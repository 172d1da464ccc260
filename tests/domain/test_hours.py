"""Business hours: weeks, split shifts, holidays, days that are other than usual."""

import datetime as dt
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.hours import BusinessHours, Shift

WIB = ZoneInfo("Asia/Jakarta")


def shift(start: str, end: str) -> Shift:
    return Shift(start=dt.time.fromisoformat(start), end=dt.time.fromisoformat(end))


SPLIT = (shift("08:00", "12:00"), shift("13:00", "16:00"))
OFFICE = BusinessHours(
    zone=WIB,
    week={**dict.fromkeys(range(4), SPLIT), 4: (shift("08:00", "11:00"),)},
    closed=holidays.country_holidays("ID", categories=("public", "government")),
    instead={dt.date(2026, 12, 24): (shift("09:00", "10:00"),), dt.date(2026, 11, 30): ()},
)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=WIB)


@pytest.mark.parametrize(
    ("now", "until", "following"),
    [
        ("2026-11-24 09:00", "2026-11-24 12:00", "2026-11-24 13:00"),
        ("2026-11-24 12:00", None, "2026-11-24 13:00"),
        ("2026-11-24 13:00", "2026-11-24 16:00", "2026-11-25 08:00"),
        ("2026-11-24 16:00", None, "2026-11-25 08:00"),
        ("2026-11-27 11:30", None, "2026-12-01 08:00"),  # a weekend, then a day off
        ("2026-12-24 09:30", "2026-12-24 10:00", "2026-12-28 08:00"),  # joint leave, opened a while
        ("2026-12-25 09:00", None, "2026-12-28 08:00"),  # Christmas
    ],
)
def test_an_office(now: str, until: str | None, following: str) -> None:
    assert OFFICE.until(at(now)) == (at(until) if until else None)
    assert OFFICE.following(at(now)) == at(following)


def test_the_moment_may_come_in_any_zone() -> None:
    assert OFFICE.until(dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)) == at("2026-11-24 12:00")
    late = dt.datetime(2026, 11, 24, 23, tzinfo=dt.UTC)  # it is the 25th there
    assert OFFICE.following(late) == at("2026-11-25 08:00")


def test_an_office_that_never_opens_promises_nothing() -> None:
    never = BusinessHours(zone=WIB, week={})
    assert never.until(at("2026-11-24 09:00")) is None
    assert never.following(at("2026-11-24 09:00")) is None


@given(st.timedeltas(dt.timedelta(), dt.timedelta(days=365)).map(at("2026-01-01 00:00").__add__))
def test_what_is_promised_is_held(now: dt.datetime) -> None:
    following = OFFICE.following(now)
    assert following is not None
    assert following > now
    assert OFFICE.until(following) is not None
    until = OFFICE.until(now)
    assert until is None or until > now
