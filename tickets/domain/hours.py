"""When people are at work: what may be promised, and nothing beyond it."""

import dataclasses
import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

_LOOK_AHEAD = 60  # days; an office that is closed for longer promises nothing


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """From one time of a day until a later one of the same day, local time."""

    start: dt.time
    end: dt.time


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BusinessHours:
    """An office's week, its holidays, and the days that are other than the week says."""

    zone: ZoneInfo
    week: Mapping[int, Sequence[Shift]]  # 0 is Monday; the shifts in their order
    closed: Container[dt.date] = frozenset()
    instead: Mapping[dt.date, Sequence[Shift]] = dataclasses.field(default_factory=dict)

    def until(self, at: dt.datetime) -> dt.datetime | None:
        """The end of the shift that is under way; None outside of one."""
        return next((end for start, end in self._of(self._day(at)) if start <= at < end), None)

    def following(self, at: dt.datetime) -> dt.datetime | None:
        """When the next shift begins after this moment; None when none is in sight."""
        today = self._day(at)
        days = (today + dt.timedelta(days=n) for n in range(_LOOK_AHEAD))
        return next((start for day in days for start, _ in self._of(day) if start > at), None)

    def _day(self, at: dt.datetime) -> dt.date:
        return at.astimezone(self.zone).date()

    def _of(self, day: dt.date) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        shifts = self.instead.get(day)
        if shifts is None:
            shifts = () if day in self.closed else self.week.get(day.weekday(), ())
        for shift in shifts:
            yield (
                dt.datetime.combine(day, shift.start, self.zone),
                dt.datetime.combine(day, shift.end, self.zone),
            )
