"""What reports measure with, on both engines: spans of time, percentiles, hours of a zone."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.refusal import Refusal

_DAY = dt.timedelta(days=1)
_PLAIN = sa.DateTime(timezone=True)


class BadPeriod(Refusal):
    """It ends before it begins, or is too long to be reported on."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From one moment until before another; hours and days are those of the zone."""

    since: dt.datetime
    until: dt.datetime
    zone: ZoneInfo
    channel: str | None = None  # only tickets that began there

    def holds(self, at: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401  a column of `Utc`
        """Whether a column lies within it."""
        return sa.and_(at >= self.since, at < self.until)

    def days(self) -> Iterator[tuple[dt.date, dt.datetime, dt.datetime]]:
        """Its days, each with where it begins and ends within the period."""
        day = self.since.astimezone(self.zone).date()
        while (begin := self._at(day, 0)) < self.until:
            end = self._at(day + _DAY, 0)
            yield day, max(begin, self.since), min(end, self.until)
            day += _DAY

    def hour(self, hour: int) -> list[tuple[dt.datetime, dt.datetime]]:
        """This hour of each day."""
        days = [day for day, _, _ in self.days()]
        return [(self._at(day, hour), self._at(day, hour + 1)) for day in days]

    def _at(self, day: dt.date, hour: int) -> dt.datetime:
        there = dt.datetime.combine(day, dt.time(hour % 24), self.zone)
        return (there + _DAY * (hour // 24)).astimezone(dt.UTC)


def seconds(tx: Tx, begin: Any, end: Any) -> sa.ColumnElement[float]:  # noqa: ANN401  `Utc` columns
    """How long from one to the other."""
    if tx.conn.dialect.name == "postgresql":
        apart = sa.type_coerce(end, _PLAIN) - sa.type_coerce(begin, _PLAIN)
        return sa.cast(sa.extract("epoch", apart), sa.Float)
    days = sa.func.julianday(end) - sa.func.julianday(begin)
    return sa.func.round(days * 86_400.0, 3, type_=sa.Float)


def percentiles(tx: Tx, measured: sa.Select[Any]) -> tuple[int, Mapping[int, float | None]]:
    """How many there are, and the 50th and 90th percentile, by the nearest rank.

    ``measured`` gives ``x``.  The value at rank ceil(p/100 * n) of those that are not null.
    """
    given = measured.subquery()
    place = sa.func.row_number().over(order_by=given.c.x).label("place")
    counted = sa.func.count().over().label("n")
    ranked = sa.select(given.c.x, place, counted).where(given.c.x.is_not(None)).subquery()
    wanted = [
        sa.func.min(sa.case((ranked.c.place * 100 >= ranked.c.n * p, ranked.c.x))) for p in (50, 90)
    ]
    found: Any = tx.one(sa.select(sa.func.count(), *wanted).select_from(ranked))
    n, half, most = found
    return n, {50: half, 90: most}


def by_hour(
    tx: Tx, at: Any, which: sa.ColumnElement[bool], zone: ZoneInfo  # noqa: ANN401
) -> list[tuple[dt.datetime, int]]:  # fmt: skip
    """How many rows there are for each hour of the zone, local; nothing for those without."""
    given = sa.select(_quarter(tx, at).label("quarter")).where(which).subquery()
    query = sa.select(given.c.quarter, sa.func.count().label("n")).group_by(given.c.quarter)
    found: dict[dt.datetime, int] = {}
    for row in tx.all(query):
        moment = dt.datetime.strptime(f"{row.quarter}+0000", "%Y-%m-%d %H:%M%z")
        hour = moment.astimezone(zone).replace(minute=0)
        found[hour] = found.get(hour, 0) + row.n
    return sorted(found.items())


def _quarter(tx: Tx, at: Any) -> sa.ColumnElement[str]:  # noqa: ANN401
    """The quarter of an hour it lies in: no zone is finer than that."""
    if tx.conn.dialect.name == "postgresql":
        there = sa.func.timezone("UTC", sa.type_coerce(at, _PLAIN))
        every, origin = sa.text("interval '15 minutes'"), sa.text("timestamp '2000-01-01'")
        quarter = sa.func.date_bin(every, there, origin)
        return sa.func.to_char(quarter, "YYYY-MM-DD HH24:MI")
    since = sa.cast(sa.func.strftime("%s", at), sa.Integer)
    return sa.func.strftime("%Y-%m-%d %H:%M", since - since % 900, "unixepoch")
