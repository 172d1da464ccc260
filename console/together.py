"""The routes of colleagues and teams, and what the live socket asks about them."""

import dataclasses

from aiohttp import web

from console.api.colleagues import (
    COLLEAGUES,
    TEAMS,
    ColleagueDetail,
    ColleaguesView,
    PresenceView,
    TeamDetail,
    TeamsView,
)
from console.auth import SIGHT
from console.colleagues import AtWork
from console.live import AT_WORK
from tickets.commands.attendance import AttendanceCommands
from tickets.commands.people import PeopleCommands
from tickets.commands.presence import PresenceCommands
from tickets.commands.teams import TeamCommands
from tickets.queries.colleagues import ColleagueQueries
from tickets.queries.sight import SightQueries

_ROOT = "/api/v1"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What agents who work together need."""

    attendance: AttendanceCommands
    colleagues: ColleagueQueries
    teams: TeamCommands
    sight: SightQueries


def mount_together(
    app: web.Application, together: Together, people: PeopleCommands, presence: PresenceCommands
) -> None:
    """Add them."""
    app[AT_WORK] = AtWork(attendance=together.attendance, presence=presence, people=people)
    app[COLLEAGUES], app[TEAMS], app[SIGHT] = together.colleagues, together.teams, together.sight
    add = app.router.add_view
    add(f"{_ROOT}/presence", PresenceView)
    add(f"{_ROOT}/colleagues", ColleaguesView)
    add(f"{_ROOT}/colleagues/{{agent}}", ColleagueDetail)
    add(f"{_ROOT}/teams", TeamsView)
    add(f"{_ROOT}/teams/{{team}}", TeamDetail)
