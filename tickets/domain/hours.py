"""When people are at work: what may be promised, and nothing beyond it."""

import dataclasses
import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

_LOOK_AHEAD = 60  # days; an office that is closed for longer promises nothing
_MIDNIGHT = dt.time(0)
_DAY = dt.timedelta(days=1)
Span = tuple[dt.datetime, dt.datetime]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """From one time of a day until a later one, local time; an end of 00:00 is that day's end."""

    start: dt.time
    end: dt.time


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BusinessHours:
    """A week, its holidays, and the days that are other than the week says."""

    zone: ZoneInfo
    week: Mapping[int, Sequence[Shift]]  # 0 is Monday; the shifts in their order
    closed: Container[dt.date] = frozenset()
    unsure: Container[dt.date] = frozenset()  # may turn out to be holidays: nobody is promised then
    instead: Mapping[dt.date, Sequence[Shift]] = dataclasses.field(default_factory=dict)

    def until(self, at: dt.datetime) -> dt.datetime | None:
        """The end of the shift that is under way; None outside of one."""
        at = at.astimezone(dt.UTC)  # times of one zone are compared by the clock on the wall
        today = self._day(at)
        return next((end for start, end in self._of(today) if start <= at < end), None)

    def following(self, at: dt.datetime) -> dt.datetime | None:
        """When the next shift that can be promised begins; None when none is in sight."""
        at = at.astimezone(dt.UTC)
        days = (day for day in self._days(self._day(at)) if self._sure(day))
        return next((start for day in days for start, _ in self._of(day) if start > at), None)

    def seconds_between(self, start: dt.datetime, end: dt.datetime) -> float:
        """For how many seconds people were at work from one moment to another."""
        total, day, last = 0.0, self._day(start), self._day(end)
        start, end = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
        while day <= last:
            for opens, closes in self._spans(day):
                total += max(0.0, (min(closes, end) - max(opens, start)).total_seconds())
            day += _DAY
        return total

    def ahead(self, at: dt.datetime, seconds: float) -> dt.datetime | None:
        """The moment by which people will have been at work so long; None when out of sight."""
        at, left = at.astimezone(dt.UTC), dt.timedelta(seconds=seconds)
        for day in self._days(self._day(at)):
            for opens, closes in self._spans(day):
                begin = max(opens, at)
                if closes - begin >= left:
                    return (begin + left).astimezone(self.zone)
                left -= max(closes - begin, dt.timedelta())
        return None

    def back(self, at: dt.datetime, seconds: float) -> dt.datetime | None:
        """The moment since when people were at work so long; None when out of sight."""
        at, left = at.astimezone(dt.UTC), dt.timedelta(seconds=seconds)
        for day in self._days(self._day(at), -_DAY):
            for opens, closes in reversed(list(self._spans(day))):
                finish = min(closes, at)
                if finish - opens >= left:
                    return (finish - left).astimezone(self.zone)
                left -= max(finish - opens, dt.timedelta())
        return None

    def on(self, day: dt.date) -> Sequence[Shift]:
        """The shifts of a day."""
        shifts = self.instead.get(day)
        if shifts is not None:
            return shifts
        return () if day in self.closed else self.week.get(day.weekday(), ())

    def _day(self, at: dt.datetime) -> dt.date:
        return at.astimezone(self.zone).date()

    def _days(self, first: dt.date, step: dt.timedelta = _DAY) -> Iterator[dt.date]:
        return (first + step * n for n in range(_LOOK_AHEAD))

    def _sure(self, day: dt.date) -> bool:
        return day in self.instead or day not in self.unsure

    def _spans(self, day: dt.date) -> Iterator[Span]:
        """The shifts of a day in UTC: there the time between two moments is what it seems."""
        return ((s.astimezone(dt.UTC), e.astimezone(dt.UTC)) for s, e in self._of(day))

    def _of(self, day: dt.date) -> Iterator[Span]:
        for shift in self.on(day):
            over = day if shift.end != _MIDNIGHT else day + _DAY
            yield (
                dt.datetime.combine(day, shift.start, self.zone),
                dt.datetime.combine(over, shift.end, self.zone),
            )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """Whose hours hold on which channel; None: nothing is promised there."""

    office: BusinessHours | None = None
    channels: Mapping[str, BusinessHours | None] = dataclasses.field(default_factory=dict)

    def of(self, channel: str) -> BusinessHours | None:
        """When people look after this channel."""
        return self.channels.get(channel, self.office)
