"""The tickets behind a figure of a report, a page at a time."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.refusal import Refusal
from tickets.queries.cursors import encode, list_place
from tickets.queries.involved import begun_on, handed_off, person_involved, said_by
from tickets.queries.report_sql import Period, percentiles
from tickets.queries.report_tickets import begun, matters, measured, open_at, settled
from tickets.queries.views import Page
from tickets.store import events, messages, ratings, tickets

_t = tickets.c


class NoSuchFigure(Refusal):
    """No report has such a figure."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A ticket behind a number."""

    number: str
    subject: str
    created_at: dt.datetime
    seconds: float | None  # what was measured on it, where that is a time


def behind(tx: Tx, period: Period, metric: str, part: str, after: str | None, limit: int) -> Page:
    measure, which = _which(tx, period, metric, part)
    query = sa.select(_t.id, _t.number, _t.subject, _t.created_at, measure.label("x")).where(which)
    if after is not None:
        at, last = list_place(after)
        place = sa.tuple_(sa.literal(at, _t.created_at.type), sa.literal(last, _t.id.type))
        query = query.where(sa.tuple_(_t.created_at, _t.id) < place)
    rows = tx.all(query.order_by(_t.created_at.desc(), _t.id.desc()).limit(limit + 1))
    shown, more = rows[:limit], len(rows) > limit
    cursor = encode(f"{shown[-1].created_at.isoformat()} {shown[-1].id.hex}") if more else None
    found = [
        Behind(number=row.number, subject=row.subject, created_at=row.created_at, seconds=row.x)
        for row in shown
    ]
    return Page(rows=found, next=cursor)


def _which(
    tx: Tx, period: Period, metric: str, part: str
) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[bool]]:
    """What was measured on the tickets behind a figure, and which they are."""
    if metric in {"first_bot", "first_human", "resolution"} and part in {"p50", "p90"}:
        measure, which = measured(tx, metric, period)
        if part == "p90":
            _, values = percentiles(tx, sa.select(measure.label("x")).where(which))
            which &= measure >= (values[90] or 0.0)
        return measure, which
    return sa.null(), _counted(period, metric, part)


def _counted(period: Period, metric: str, part: str) -> sa.ColumnElement[bool]:
    which = _COUNTED.get(metric)
    try:
        if which is not None:
            return which(period, part)
    except ValueError:
        pass  # no such hour, day, agent or score
    raise NoSuchFigure(f"no report has the figure {metric}/{part}")


def _in_hour(period: Period, part: str) -> sa.ColumnElement[bool]:
    at, hour = _t.created_at, int(part)
    if hour not in range(24):
        raise ValueError(part)
    within = [(at >= begin) & (at < end) for begin, end in period.hour(hour)]
    return begun(period) & sa.or_(sa.false(), *within)


def _contained(period: Period, part: str) -> sa.ColumnElement[bool]:
    if part not in {"alone", "called"}:
        raise ValueError(part)
    called = person_involved()
    return begun(period) & said_by("bot") & (called if part == "called" else ~called)


def _handed(period: Period, part: str) -> sa.ColumnElement[bool]:
    return begun(period) & handed_off(events.c.facts["why"].as_string() == part)


def _replied(period: Period, part: str) -> sa.ColumnElement[bool]:
    m = messages.c
    return matters(period) & said_by("agent", m.agent == UUID(part), period.holds(m.at))


def _rated(period: Period, part: str) -> sa.ColumnElement[bool]:
    r = ratings.c
    mine = sa.exists().where(r.ticket == _t.id, period.holds(r.at))
    if part != "mean":
        mine = mine.where(r.score == int(part))
    return matters(period) & mine.correlate(tickets)


def _end_of(period: Period, day: str) -> dt.datetime:
    ends = {one.isoformat(): end for one, _, end in period.days()}
    if day not in ends:
        raise ValueError(day)
    return ends[day]


_COUNTED: Mapping[str, Callable[[Period, str], sa.ColumnElement[bool]]] = MappingProxyType(
    {
        "volume": lambda period, part: begun(period) & (begun_on() == part),
        "hours": _in_hour,
        "containment": _contained,
        "handoffs": _handed,
        "backlog": lambda period, part: matters(period) & open_at(_end_of(period, part)),
        "replies": _replied,
        "settled": lambda period, part: settled(period) & (_t.agent == UUID(part)),
        "ratings": _rated,
        "rating": _rated,
    }
)
