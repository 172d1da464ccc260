"""What people in the queue may be told: their place, how long it takes, or when someone is back."""

import bisect
import dataclasses
import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence

from tickets.domain.hours import BusinessHours

ENOUGH = 5  # takes; from fewer no wait is told
WINDOW = dt.timedelta(hours=4)  # of work, that the pace is measured in
LONGEST = dt.timedelta(hours=8)  # that is told; mostly, a night lies between then
_MINUTE, _HOUR = 60, 3600


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A ticket left the queue to a person."""

    since: dt.datetime  # when it began to wait
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What one conversation is told; what may not be promised is None."""

    position: int | None = None
    wait_seconds: int | None = None  # rounded up, as people say it
    open: bool | None = None  # whether people are at work; None: no hours are configured
    opens_at: dt.datetime | None = None  # while nobody is


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The queue at one moment."""

    at: dt.datetime
    waiting: Sequence[dt.datetime] = ()  # since when each has waited, the longest first
    takes: Sequence[Take] = ()  # lately
    complete_since: dt.datetime | None = None  # from here on all takes are there; None: all are

    def position(self, since: dt.datetime) -> int:
        """The place of someone who has waited since then."""
        return bisect.bisect_left(self.waiting, since) + 1


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The queue as one calendar sees it; many conversations may ask it."""

    queue: Queue
    hours: BusinessHours | None
    until: dt.datetime | None = None  # the end of the shift that is under way
    opens_at: dt.datetime | None = None
    pace: float | None = None  # seconds of work for each take; None: too little was seen
    reach: float = 0.0  # seconds of work within the longest wait that is told

    @property
    def turns_at(self) -> dt.datetime | None:
        """When people come or go next."""
        return self.until or self.opens_at

    def of(self, since: dt.datetime | None) -> Waiting:
        """For someone who has waited since then; None: they wait for nobody."""
        return self.at(self.queue.position(since) if since is not None else None)

    def at(self, position: int | None) -> Waiting:
        """For someone at this place in the queue; None: in none."""
        if self.hours is None:
            return Waiting(position=position)
        if self.until is None:
            return Waiting(open=False, opens_at=self.opens_at)
        wait = self._wait(position) if position is not None else None
        return Waiting(position=position, wait_seconds=wait, open=True)

    def _wait(self, position: int) -> int | None:
        """Seconds until it is their turn; None when that is not known, or too far off."""
        if self.pace is None or self.hours is None or self.until is None:
            return None
        now, seconds = self.queue.at, position * self.pace
        if seconds > self.reach:
            return None
        turn: dt.datetime | None = now + dt.timedelta(seconds=seconds)
        if turn is not None and turn > self.until:  # there is a break before it
            turn = self.hours.ahead(now, seconds)
        return said((turn - now).total_seconds()) if turn is not None else None


def outlook(queue: Queue, hours: BusinessHours | None) -> Outlook:
    """See the queue with this calendar."""
    if hours is None:
        return Outlook(queue=queue, hours=None)
    until = hours.until(queue.at)
    return Outlook(
        queue=queue,
        hours=hours,
        until=until,
        opens_at=hours.following(queue.at) if until is None else None,
        pace=pace(queue, hours) if until is not None else None,
        reach=hours.seconds_between(queue.at, queue.at.astimezone(dt.UTC) + LONGEST),
    )


def pace(queue: Queue, hours: BusinessHours) -> float | None:
    """Seconds of work for each take, lately; None when too little was seen.

    Only the time while somebody waited counts: an empty queue does not make people slow.
    """
    begin = hours.back(queue.at, WINDOW.total_seconds())
    start = max((m for m in (begin, queue.complete_since) if m is not None), default=None)
    seen = [
        take
        for take in queue.takes
        if (start is None or take.at >= start) and hours.until(take.at) is not None
    ]
    if len(seen) < ENOUGH:
        return None
    spans = [(take.since, take.at) for take in seen]
    spans += [(since, queue.at) for since in queue.waiting[:1]]
    busy = (_clipped(span, start) for span in _merged(spans))
    return sum(hours.seconds_between(*span) for span in busy) / len(seen)


def _clipped(
    span: tuple[dt.datetime, dt.datetime], start: dt.datetime | None
) -> tuple[dt.datetime, dt.datetime]:
    return span if start is None else (max(span[0], start), span[1])


def _merged(
    spans: Iterable[tuple[dt.datetime, dt.datetime]],
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The same time, each moment of it once."""
    begin = finish = None
    for start, end in sorted(spans):
        if finish is None or begin is None or start > finish:
            if finish is not None and begin is not None:
                yield begin, finish
            begin, finish = start, end
        finish = max(finish, end)
    if finish is not None and begin is not None:
        yield begin, finish


def said(seconds: float) -> int:
    """Rounded up to what people say: minutes, then fives, quarters of an hour, hours.

    >>> [said(s) for s in (0, 61, 601, 3601, 15000)]
    [60, 120, 900, 4500, 18000]
    """
    for below, step in (
        (10 * _MINUTE, _MINUTE),
        (_HOUR, 5 * _MINUTE),
        (4 * _HOUR, 15 * _MINUTE),
    ):
        if seconds <= below:
            return max(step, math.ceil(seconds / step) * step)
    return math.ceil(seconds / _HOUR) * _HOUR
