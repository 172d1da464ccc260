"""The order of due times: a walk along the index for each priority, and the walks as one.

What is due when follows from the office's targets and hours, which may change any day: it is
reckoned here and stored nowhere.  Of one priority, whoever waits longer is due no later.
"""

import datetime as dt
import heapq
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.marks import Priority
from tickets.domain.sla import SlaPolicy
from tickets.queries.cursors import BadCursor, decode, encode, place_of, told_of
from tickets.queries.walks import Place, onwards
from tickets.store import tickets

Places = Mapping[Priority, Place]  # how far each walk is
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)  # out of sight


def soonest(
    tx: Tx, wanted: sa.Select[Any], policy: SlaPolicy, after: Places, limit: int
) -> Sequence[sa.Row[Any]]:
    """Tickets that are due at some time, the soonest first; each walk begins beyond its place."""
    walks = [tx.all(_walk(wanted, one, after.get(one)).limit(limit)) for one in policy.minutes]

    def when(row: sa.Row[Any]) -> tuple[dt.datetime, dt.datetime, UUID]:
        return policy.due(row.priority, row.owed_since) or _NEVER, row.owed_since, row.id

    return list(heapq.merge(*walks, key=when))[:limit]


def never_due(policy: SlaPolicy) -> sa.ColumnElement[bool]:
    """A condition on tickets: nobody owes a word, or there is no target for it."""
    t = tickets.c
    return t.owed_since.is_(None) | t.priority.not_in(list(policy.minutes))


def beyond(after: Places, rows: Sequence[sa.Row[Any]]) -> Places:
    """How far the walks are when these have been shown."""
    return {**after, **{Priority(row.priority): (row.owed_since, row.id) for row in rows}}


def due_cursor(places: Places) -> str:
    """A place in the list, while it is among those that are due."""
    told = (f"{one} {told_of(*place)}" for one, place in places.items())
    return encode(f"due;{';'.join(told)}")


def due_places(cursor: str) -> Places | None:
    """What `due_cursor` made; None: it is a cursor of another kind."""
    kind, _, told = decode(cursor).partition(";")
    if kind != "due":
        return None
    try:
        return dict(map(_place, filter(None, told.split(";"))))
    except ValueError:
        raise BadCursor("this cursor is not one of ours") from None


def _place(told: str) -> tuple[Priority, Place]:
    priority, _, place = told.partition(" ")
    return Priority(priority), place_of(place)


def _walk(wanted: sa.Select[Any], priority: Priority, place: Place | None) -> sa.Select[Any]:
    t = tickets.c
    one = sa.literal(priority.value, literal_execute=True)
    return onwards(wanted.where(t.priority == one), t.owed_since, place)
