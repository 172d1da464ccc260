"""Business hours: weeks, split shifts, holidays, days that are other than usual."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.holidays import country
from tickets.domain.hours import BusinessHours, Calendars, Shift

WIB = ZoneInfo("Asia/Jakarta")


def shift(start: str, end: str) -> Shift:
    return Shift(start=dt.time.fromisoformat(start), end=dt.time.fromisoformat(end))


SPLIT = (shift("08:00", "12:00"), shift("13:00", "16:00"))
OFFICE = BusinessHours(
    zone=WIB,
    week={**dict.fromkeys(range(4), SPLIT), 4: (shift("08:00", "11:00"),)},
    closed=country("ID").closed,
    unsure=country("ID").unsure,
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


EVENINGS = BusinessHours(
    zone=WIB, week={0: (shift("20:00", "00:00"),), 1: (shift("00:00", "02:00"),)}
)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-02-16", "joint leave before the lunar new year"),
        ("2026-03-18", "joint leave before the day of silence"),
        ("2026-03-20", "joint leave before Eid al-Fitr"),
        ("2026-03-23", "joint leave after Eid al-Fitr"),
        ("2026-03-24", "joint leave after Eid al-Fitr"),
        ("2026-05-15", "joint leave after Ascension"),
        ("2026-05-28", "joint leave after Eid al-Adha"),
        ("2026-06-01", "Pancasila Day"),
        ("2026-08-17", "Independence Day"),
    ],
)
def test_holidays_and_joint_leave_of_2026(day: str, why: str) -> None:
    assert OFFICE.until(at(f"{day} 09:00")) is None, why
    assert OFFICE.following(at(f"{day} 00:00")) != at(f"{day} 08:00")


def test_the_longest_leave_of_2026_is_stepped_over() -> None:
    assert OFFICE.following(at("2026-03-17 16:00")) == at("2026-03-25 08:00")


def test_a_day_that_is_other_than_usual_wins_both_ways() -> None:
    assert OFFICE.until(at("2026-11-30 09:00")) is None, "closed on a working day"
    assert OFFICE.until(at("2026-12-24 09:00")) is not None, "open on joint leave"
    assert OFFICE.until(at("2026-12-24 08:30")) is None, "at its own hours only"


def test_the_days_beside_a_reckoned_holiday_are_not_promised() -> None:
    """In 2030 the day of Eid is reckoned; whoever sees the moon may move it by one."""
    second = dt.date(2030, 2, 5)
    assert second in country("ID").closed
    assert second + dt.timedelta(days=1) in country("ID").unsure
    assert OFFICE.following(at("2030-02-02 09:00")) == at("2030-02-07 08:00")
    told = dataclasses.replace(OFFICE, instead={dt.date(2030, 2, 6): SPLIT})
    assert told.following(at("2030-02-02 09:00")) == at("2030-02-06 08:00"), "unless it was said"
    assert dt.date(2026, 3, 19) not in country("ID").unsure, "known days are known"


def test_a_shift_may_end_with_its_day() -> None:
    assert EVENINGS.until(at("2026-11-23 23:59")) == at("2026-11-24 00:00")
    assert EVENINGS.until(at("2026-11-24 00:00")) == at("2026-11-24 02:00")
    assert EVENINGS.seconds_between(at("2026-11-23 23:00"), at("2026-11-24 01:00")) == 2 * 3600
    assert EVENINGS.ahead(at("2026-11-23 23:00"), 2 * 3600) == at("2026-11-24 01:00")
    assert EVENINGS.back(at("2026-11-24 01:00"), 2 * 3600) == at("2026-11-23 23:00")


def test_a_day_begins_where_the_office_is() -> None:
    sunday = dt.datetime(2026, 11, 22, 16, 59, tzinfo=dt.UTC)  # 23.59 in Jakarta
    first = BusinessHours(zone=WIB, week={0: (shift("00:00", "01:00"),)})
    assert first.following(sunday) == at("2026-11-23 00:00")
    assert first.until(sunday + dt.timedelta(minutes=1)) == at("2026-11-23 01:00")


def test_hours_of_work_are_hours_that_pass_when_clocks_are_put_forward() -> None:
    berlin = ZoneInfo("Europe/Berlin")  # Jakarta has no such day, other offices do
    night = BusinessHours(zone=berlin, week={6: (shift("00:00", "06:00"),)})
    start = dt.datetime(2026, 3, 29, tzinfo=berlin)
    assert night.seconds_between(start, start + dt.timedelta(days=1)) == 5 * 3600
    assert night.ahead(start, 4 * 3600) == dt.datetime(2026, 3, 29, 5, tzinfo=berlin)


def test_work_is_counted_over_breaks_weekends_and_holidays() -> None:
    friday, monday = at("2026-12-18 10:00"), at("2026-12-21 14:00")
    assert OFFICE.seconds_between(friday, monday) == (1 + 4 + 1) * 3600
    assert OFFICE.ahead(friday, 6 * 3600) == monday
    assert OFFICE.back(monday, 6 * 3600) == friday
    assert OFFICE.ahead(at("2026-12-24 07:00"), 3600) == at("2026-12-24 10:00")
    assert OFFICE.seconds_between(monday, friday) == 0
    never = BusinessHours(zone=WIB, week={})
    assert never.ahead(friday, 1) is None
    assert never.back(friday, 1) is None


MOMENTS = st.timedeltas(dt.timedelta(), dt.timedelta(days=365)).map(at("2026-01-01 00:00").__add__)


@given(MOMENTS, st.floats(1, 40 * 3600))
def test_so_much_work_ahead_is_so_much_work(now: dt.datetime, seconds: float) -> None:
    then = OFFICE.ahead(now, seconds)
    assert then is not None
    assert OFFICE.seconds_between(now, then) == pytest.approx(seconds, abs=0.01)
    before = OFFICE.back(now, seconds)
    assert before is not None
    assert OFFICE.seconds_between(before, now) == pytest.approx(seconds, abs=0.01)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_work_adds_up(one: dt.datetime, two: dt.datetime, three: dt.datetime) -> None:
    a, b, c = sorted((one, two, three))
    parts = OFFICE.seconds_between(a, b) + OFFICE.seconds_between(b, c)
    assert parts == pytest.approx(OFFICE.seconds_between(a, c), abs=0.01)
    assert 0 <= parts <= (c - a).total_seconds()


def test_each_channel_has_the_hours_that_were_named_for_it() -> None:
    calendars = Calendars(office=OFFICE, channels={"malam": EVENINGS})
    assert calendars.of("malam") is EVENINGS
    assert calendars.of("surat") is OFFICE
    assert Calendars().of("surat") is None
