"""The views of the desk, and how many tickets each has: counted no further than a bound."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.access import Sight
from tickets.queries.lists import conditions
from tickets.queries.saved_filters import saved_of, which
from tickets.queries.views import TicketFilter
from tickets.store import teams, tickets

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
_MOST_TEAMS, _MOST_FILTERS = 100, 30
_UNCOUNTED = {"done"}  # it only grows
VIEWS = ("mine", "mentions", *_SHARED)


def view_of(name: str, me: UUID) -> TicketFilter:
    """What is in one of the `VIEWS`, for this agent."""
    if name == "mine":
        return TicketFilter(assignee=me, statuses=_AT_WORK)
    if name == "mentions":
        return TicketFilter(mentioned=me, statuses=_LIVE)
    return _SHARED[name]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """How many tickets there are; `BOUND` stands for that many or more."""

    views: Mapping[str, int]
    teams: Mapping[str, int]  # live tickets of each team that these eyes see tickets of
    filters: Mapping[UUID, int]  # of each saved filter they may use


def tally(tx: Tx, eyes: Sight) -> Tallies:
    """How many tickets are in each view, of each team and of each saved filter."""
    views = {name: view_of(name, eyes.agent) for name in VIEWS if name not in _UNCOUNTED}
    seen = sa.select(teams.c.id).order_by(teams.c.id).limit(_MOST_TEAMS)
    if eyes.limited:
        seen = seen.where(teams.c.id.in_(sorted(eyes.teams)))
    of_team = {row.id: TicketFilter(team=row.id, statuses=_LIVE) for row in tx.all(seen)}
    saved = {
        one.id: which(one.wanted, eyes.agent) for one in saved_of(tx, eyes.agent, _MOST_FILTERS)
    }
    found = _counts(tx, eyes, [*views.values(), *of_team.values(), *saved.values()])
    return Tallies(
        views={name: next(found) for name in views},
        teams={team: next(found) for team in of_team},
        filters={one: next(found) for one in saved},
    )


def _counts(tx: Tx, eyes: Sight, asked: Sequence[TicketFilter]) -> Iterator[int]:
    columns = (_counted(one, eyes).label(f"n{place}") for place, one in enumerate(asked))
    [row] = tx.all(sa.select(*columns))
    return iter([int(count) for count in row])


def _counted(asked: TicketFilter, eyes: Sight) -> sa.ScalarSelect[int]:
    seen = conditions(dataclasses.replace(asked, eyes=eyes))
    some = sa.select(tickets.c.id).where(*seen).limit(BOUND)
    return sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery()
