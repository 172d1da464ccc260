"""The views of the desk, and how many tickets each has: counted no further than a bound."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.queries.lists import conditions
from tickets.queries.views import TicketFilter
from tickets.store import tickets

BOUND = 1000  # a count stops here: nobody works differently with more
_AT_WORK = ("new", "open", "pending")
_LIVE = (*_AT_WORK, "snoozed")
_SHARED: Mapping[str, TicketFilter] = MappingProxyType(
    {
        "queue": TicketFilter(handler="queue", statuses=("new", "open")),
        "pending": TicketFilter(statuses=("pending",)),
        "open": TicketFilter(statuses=_LIVE),
        "bot": TicketFilter(handler="bot", statuses=_AT_WORK),
        "snoozed": TicketFilter(statuses=("snoozed",)),
        "done": TicketFilter(statuses=("resolved", "closed")),
    }
)
_UNCOUNTED = {"done"}  # it only grows
VIEWS = ("mine", *_SHARED)


def view_of(name: str, me: UUID) -> TicketFilter:
    """What is in one of the `VIEWS`, for this agent."""
    if name == "mine":
        return TicketFilter(assignee=me, statuses=_AT_WORK)
    return _SHARED[name]


def tally(tx: Tx, me: UUID) -> dict[str, int]:
    """How many tickets are in each view; `BOUND` stands for that many or more."""
    names = [name for name in VIEWS if name not in _UNCOUNTED]
    row = tx.one(sa.select(*(_counted(name, me).label(name) for name in names)))
    return {name: getattr(row, name) for name in names}


def _counted(name: str, me: UUID) -> sa.ScalarSelect[int]:
    some = sa.select(tickets.c.id).where(*conditions(view_of(name, me))).limit(BOUND)
    return sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery()
