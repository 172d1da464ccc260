"""The hours of the coming weeks, as the configuration has them."""

import datetime as dt
from pathlib import Path

import pytest

from app.bootstrap import assemble
from app.health import Board
from app.settings import DatabaseSettings, Settings
from console.admin_schemas import DayOut
from tests.tickets.desk import SetClock

pytestmark = pytest.mark.slow  # puts the whole house together

# Monday, when it is still Sunday evening in UTC
EARLY = SetClock(dt.datetime(2026, 8, 9, 20, tzinfo=dt.UTC))
OFFICE = {
    "hours": {day: ["07:30-12:00", "13:00-16:00"] for day in ("mon", "tue", "wed", "thu")},
    "days": {"2026-08-11": [], "2026-08-18": ["09:00-11:00"]},
    "calendars": {"malam": {"hours": {"sat": ["20:00-24:00"]}, "timezone": "Asia/Makassar"}},
}


@pytest.fixture
async def days(sqlite_url: str, tmp_path: Path) -> dict[str, dict[str, DayOut]]:
    """The days of each calendar, by date."""
    settings = Settings.model_validate(
        {
            "data": tmp_path / "var",
            "database": DatabaseSettings(url=sqlite_url),
            "office": OFFICE,
            "channels": {"livechat": {"kind": "livechat", "calendar": "malam"}},
        }
    )
    async with assemble(settings, EARLY) as house:
        told = Board(house).hours()
    assert [one.channels for one in told.calendars] == [[], ["livechat"]]
    return {one.name: {str(day.date): day for day in one.days} for one in told.calendars}


def shifts(day: DayOut) -> list[str]:
    return [f"{one.start}-{one.end}" for one in day.shifts]


async def test_four_weeks_begin_with_the_day_it_is_there(
    days: dict[str, dict[str, DayOut]],
) -> None:
    assert next(iter(days[""])) == "2026-08-10"
    assert len(days[""]) == 28


async def test_a_day_says_its_hours_and_why(days: dict[str, dict[str, DayOut]]) -> None:
    office = days[""]

    assert shifts(office["2026-08-10"]) == ["07:30-12:00", "13:00-16:00"]
    assert (shifts(office["2026-08-11"]), office["2026-08-11"].why) == ([], "instead")
    assert (shifts(office["2026-08-18"]), office["2026-08-18"].why) == (["09:00-11:00"], "instead")
    assert (shifts(office["2026-08-14"]), office["2026-08-14"].why) == ([], "week")


async def test_a_holiday_has_its_name(days: dict[str, dict[str, DayOut]]) -> None:
    holiday = days[""]["2026-08-17"]

    assert (shifts(holiday), holiday.why) == ([], "holiday")
    assert "Kemerdekaan" in holiday.holiday


async def test_a_shift_may_last_until_the_end_of_the_day(
    days: dict[str, dict[str, DayOut]],
) -> None:
    assert shifts(days["malam"]["2026-08-15"]) == ["20:00-24:00"]
