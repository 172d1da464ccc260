"""Reports: figures of a period, each with the tickets behind it.  The console defines them."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Literal

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.domain.lifecycle import SETTLED
from tickets.queries.involved import (
    ALIVE,
    begun_on,
    person_involved,
    said_by,
)
from tickets.queries.report_behind import behind
from tickets.queries.report_sql import Period, by_hour, percentiles
from tickets.queries.report_tickets import begun, matters, measured, settled
from tickets.queries.views import Page
from tickets.store import agents, conversations, events, messages, ratings, tickets

Unit = Literal["tickets", "seconds", "share", "messages", "ratings", "score"]
_t = tickets.c


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number; None when there was nothing to measure."""

    part: str  # of what: a channel, an hour, a reason, an agent's id, p50 …
    value: float | None
    of: int | None = None  # the denominator, or how many were measured
    name: str = ""  # as people know the part


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What was measured, by its parts."""

    metric: str
    unit: Unit
    figures: Sequence[Figure]


class ReportQueries:
    """Reads, each on one snapshot."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def report(self, period: Period) -> list[Metric]:
        """All figures of the period; what lies ahead is left out."""
        period = self._so_far(period)
        return await self._db.read(lambda tx: [make(tx, period) for make in _METRICS])

    async def behind(
        self, period: Period, metric: str, part: str, *, after: str | None = None, limit: int = 50
    ) -> Page:
        """A page of `Behind`, those begun last first; raises `NoSuchFigure`."""
        period = self._so_far(period)
        return await self._db.read(lambda tx: behind(tx, period, metric, part, after, limit))

    def _so_far(self, period: Period) -> Period:
        until = max(period.since, min(period.until, self._clock()))
        return dataclasses.replace(period, until=until)


def _count(tx: Tx, *which: sa.ColumnElement[bool]) -> int:
    return int(tx.value(sa.select(sa.func.count()).select_from(tickets).where(*which)))


def _volume(tx: Tx, period: Period) -> Metric:
    given = sa.select(begun_on().label("part")).where(begun(period)).subquery()
    query = sa.select(given.c.part, sa.func.count().label("n")).group_by(given.c.part)
    rows = tx.all(query.order_by(given.c.part))
    whole = sum(row.n for row in rows)
    figures = [Figure(part=row.part, value=row.n, of=whole) for row in rows]
    return Metric(metric="volume", unit="tickets", figures=figures)


def _hours(tx: Tx, period: Period) -> Metric:
    counts = dict.fromkeys(range(24), 0)
    for hour, n in by_hour(tx, _t.created_at, begun(period), period.zone):
        counts[hour.hour] += n
    whole = sum(counts.values())
    figures = [Figure(part=f"{hour:02}", value=n, of=whole) for hour, n in counts.items()]
    return Metric(metric="hours", unit="tickets", figures=figures)


def _times(metric: str) -> Callable[[Tx, Period], Metric]:
    def make(tx: Tx, period: Period) -> Metric:
        measure, which = measured(tx, metric, period)
        n, values = percentiles(tx, sa.select(measure.label("x")).where(which))
        figures = [Figure(part=f"p{p}", value=value, of=n) for p, value in values.items()]
        return Metric(metric=metric, unit="seconds", figures=figures)

    return make


def _containment(tx: Tx, period: Period) -> Metric:
    whole = _count(tx, begun(period), said_by("bot"))
    called = _count(tx, begun(period), said_by("bot"), person_involved())
    alone = whole - called
    figures = [
        Figure(part=part, value=n / whole if whole else None, of=whole)
        for part, n in (("alone", alone), ("called", called))
    ]
    return Metric(metric="containment", unit="share", figures=figures)


def _handoffs(tx: Tx, period: Period) -> Metric:
    e = events.c
    given = (
        sa.select(e.facts["why"].as_string().label("why"), e.ticket)
        .join_from(events, tickets, e.ticket == _t.id)
        .where(e.kind == "ticket.handed_off", begun(period))
        .distinct()
        .subquery()
    )
    query = sa.select(given.c.why, sa.func.count().label("n")).group_by(given.c.why)
    rows = tx.all(query.order_by(sa.func.count().desc(), given.c.why))
    whole = _count(tx, begun(period))
    figures = [Figure(part=row.why, value=row.n, of=whole) for row in rows]
    return Metric(metric="handoffs", unit="tickets", figures=figures)


def _backlog(tx: Tx, period: Period) -> Metric:
    """At the end of each day: what there was before, and what came and went since."""
    real = matters(period)
    was = period.since
    left = _count(tx, real, _t.created_at < was, ALIVE)
    left += _count(tx, real, _t.created_at < was, _t.status.in_(SETTLED), _t.resolved_at >= was)
    came: dict[dt.date, int] = {}
    went: dict[dt.date, int] = {}
    for at, which, moved in (
        (_t.created_at, period.holds(_t.created_at) & real, came),
        (_t.resolved_at, settled(period), went),
    ):
        for hour, n in by_hour(tx, at, which, period.zone):
            moved[hour.date()] = moved.get(hour.date(), 0) + n
    figures: list[Figure] = []
    for day, _, _ in period.days():
        left += came.get(day, 0) - went.get(day, 0)
        figures.append(Figure(part=day.isoformat(), value=left))
    return Metric(metric="backlog", unit="tickets", figures=figures)


def _replies(tx: Tx, period: Period) -> Metric:
    a, m, c = agents.c, messages.c, conversations.c
    mine = (m.agent == a.id) & period.holds(m.at) & m.seq.is_not(None)
    query = (
        sa.select(
            a.id,
            a.name,
            sa.func.count(m.id).label("n"),
            sa.func.count(sa.distinct(_t.id)).label("tickets"),
        )
        .join_from(agents, messages, mine)
        .join(conversations, m.conversation == c.id)
        .join(tickets, (c.ticket == _t.id) & matters(period))
        .group_by(a.id, a.name)
        .order_by(sa.func.count(m.id).desc(), a.name)
    )
    figures = [
        Figure(part=row.id.hex, name=row.name, value=row.n, of=row.tickets) for row in tx.all(query)
    ]
    return Metric(metric="replies", unit="messages", figures=figures)


def _settlers(tx: Tx, period: Period) -> Metric:
    a = agents.c
    query = (
        sa.select(a.id, a.name, sa.func.count().label("n"))
        .join_from(tickets, agents, _t.agent == a.id)
        .where(settled(period))
        .group_by(a.id, a.name)
        .order_by(sa.func.count().desc(), a.name)
    )
    whole = _count(tx, settled(period))
    figures = [
        Figure(part=row.id.hex, name=row.name, value=row.n, of=whole) for row in tx.all(query)
    ]
    return Metric(metric="settled", unit="tickets", figures=figures)


def _scores(tx: Tx, period: Period) -> dict[int, int]:
    r = ratings.c
    query = (
        sa.select(r.score, sa.func.count().label("n"))
        .join_from(ratings, tickets, r.ticket == _t.id)
        .where(period.holds(r.at), matters(period))
        .group_by(r.score)
    )
    return {row.score: row.n for row in tx.all(query)}


def _ratings(tx: Tx, period: Period) -> Metric:
    scores = _scores(tx, period)
    whole = sum(scores.values())
    figures = [Figure(part=str(s), value=scores.get(s, 0), of=whole) for s in range(5, 0, -1)]
    return Metric(metric="ratings", unit="ratings", figures=figures)


def _mean(tx: Tx, period: Period) -> Metric:
    scores = _scores(tx, period)
    whole = sum(scores.values())
    value = sum(s * n for s, n in scores.items()) / whole if whole else None
    return Metric(
        metric="rating", unit="score", figures=[Figure(part="mean", value=value, of=whole)]
    )


_METRICS: tuple[Callable[[Tx, Period], Metric], ...] = (
    _volume,
    _hours,
    _times("first_bot"),
    _times("first_human"),
    _times("resolution"),
    _containment,
    _handoffs,
    _backlog,
    _replies,
    _settlers,
    _ratings,
    _mean,
)
