"""What ``tanya check`` says of the hours."""

import datetime as dt

from app.check import hours
from app.settings import Settings

NOON = dt.datetime(2026, 11, 24, 5, tzinfo=dt.UTC)  # a Tuesday, 12.00 in Jakarta


def test_each_calendar_says_what_it_promises_now() -> None:
    office = {
        "hours": {"tue": ["08:00-12:00", "13:00-16:00"]},
        "calendars": {
            "evening": {"hours": {"tue": ["11:00-20:00"]}},
            "never": {"hours": {"tue": []}},
        },
    }
    found = hours(Settings.model_validate({"office": office}), NOON)
    assert [(one.part, one.good, one.words) for one in found] == [
        ("hours", True, "nobody is at work until 2026-11-24 13:00 WIB"),
        ("hours evening", True, "people are at work until 2026-11-24 20:00 WIB"),
        ("hours never", True, "nobody is at work, and no shift is in sight"),
    ]


def test_an_office_without_hours_is_told_so() -> None:
    [one] = hours(Settings(), NOON)
    assert one.words == "not configured: no time is promised to anyone"
