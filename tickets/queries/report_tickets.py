"""Which tickets a report speaks of: the same conditions for a figure and for what is behind it."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.lifecycle import LIVE, SETTLED
from tickets.queries.involved import NOISE, begun_on, first_said, said_by
from tickets.queries.report_sql import Period, seconds
from tickets.store import tickets

_t = tickets.c


def matters(period: Period) -> sa.ColumnElement[bool]:
    """Tickets that are matters of their own, of the channel that is asked about."""
    real = _t.status.not_in(NOISE)
    return real if period.channel is None else real & (begun_on() == period.channel)


def begun(period: Period) -> sa.ColumnElement[bool]:
    return period.holds(_t.created_at) & matters(period)


def settled(period: Period) -> sa.ColumnElement[bool]:
    return period.holds(_t.resolved_at) & _t.status.in_(SETTLED) & matters(period)


def measured(tx: Tx, metric: str, period: Period) -> tuple[sa.ColumnElement[float], Any]:
    """What is measured in seconds, and on which tickets."""
    match metric:
        case "first_bot":
            return seconds(tx, _t.created_at, first_said("bot")), begun(period) & said_by("bot")
        case "first_human":
            which = begun(period) & said_by("agent")
            return seconds(tx, _t.created_at, first_said("agent")), which
        case _:
            return seconds(tx, _t.created_at, _t.resolved_at), settled(period)


def open_at(moment: dt.datetime) -> sa.ColumnElement[bool]:
    """Begun before, and not settled until then; by what is known of it now."""
    later = _t.status.in_(SETTLED) & (_t.resolved_at >= moment)
    return (_t.created_at < moment) & (_t.status.in_(LIVE) | later)
