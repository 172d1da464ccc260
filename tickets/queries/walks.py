"""A walk along an index of tickets: in the order of a moment, and from a place on."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from tickets.store import tickets

Place = tuple[dt.datetime, UUID]  # of the last ticket that was shown: its moment, its id


def onwards(wanted: sa.Select[Any], moment: sa.Column[Any], place: Place | None) -> sa.Select[Any]:
    """Those that have this moment, the earliest first, beyond a place if there is one."""
    t = tickets.c
    walk = wanted.where(moment.is_not(None)).order_by(moment, t.id)
    return walk if place is None else walk.where(sa.tuple_(moment, t.id) > here(place))


def here(place: Place) -> sa.Tuple:
    """A place, to be compared with."""
    t, (at, last) = tickets.c, place
    return sa.tuple_(sa.literal(at, t.updated_at.type), sa.literal(last, t.id.type))
