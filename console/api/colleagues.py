"""Colleagues and teams: who is at work, who is in which team, and who sees its tickets alone."""

from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from console import presenter
from console.api.base import View, answer
from console.live import AT_WORK
from console.schemas import (
    ColleagueIn,
    ColleagueList,
    PresenceIn,
    TeamIn,
    TeamList,
    TeamOut,
    TeamPatch,
)
from tickets.commands.case import NotFound
from tickets.commands.teams import TeamCommands
from tickets.domain.presence import Presence
from tickets.queries.colleagues import ColleagueQueries

COLLEAGUES: web.AppKey[ColleagueQueries] = web.AppKey("colleagues", ColleagueQueries)
TEAMS: web.AppKey[TeamCommands] = web.AppKey("teams", TeamCommands)


class PresenceView(View):
    """``/api/v1/presence``."""

    async def post(self, body: PresenceIn) -> r204[Any]:
        """Say whether one is available, busy, away or offline."""
        attendance = self.request.app[AT_WORK].attendance
        await attendance.choose(self.agent.id, Presence(body.presence))
        return web.Response(status=204)


class ColleaguesView(View):
    """``/api/v1/colleagues``."""

    async def get(self) -> r200[ColleagueList]:
        """List who works here, by name, and whether they are at work."""
        found = await self.request.app[COLLEAGUES].colleagues()
        return answer(presenter.colleagues(found))


class ColleagueDetail(View):
    """``/api/v1/colleagues/{agent}``."""

    async def patch(self, agent: UUID, /, body: ColleagueIn) -> r204[Any]:
        """Limit what an agent sees to the tickets of their teams and their own; or take that back.

        Supervisors and administrators see everything, limited or not.
        """
        await self.request.app[TEAMS].limit(agent, self.actor.label, limited=body.limited)
        return web.Response(status=204)


class TeamsView(View):
    """``/api/v1/teams``."""

    async def get(self) -> r200[TeamList]:
        """List the teams, by name, each with its members."""
        return answer(presenter.teams(await self.request.app[COLLEAGUES].teams()))

    async def post(self, body: TeamIn) -> r201[TeamOut]:
        """Make a team; its id is made of its name and never changes."""
        made = await self.request.app[TEAMS].create(body.name, self.actor.label)
        return await _team(self, made, 201)


class TeamDetail(View):
    """``/api/v1/teams/{team}``."""

    async def patch(self, team: str, /, body: TeamPatch) -> r200[TeamOut]:
        """Give it another name, or these members and no others."""
        await self.request.app[TEAMS].change(
            team, self.actor.label, name=body.name, members=body.members
        )
        return await _team(self, team, 200)


async def _team(view: View, team: str, status: int) -> web.Response:
    for one in await view.request.app[COLLEAGUES].teams():
        if one.id == team:
            return answer(presenter.team(one), status=status)
    raise NotFound(f"there is no team {team}", "no_team")
