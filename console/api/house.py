"""The house itself: dead jobs, how all parts do, and the hours that are configured."""

import dataclasses
from typing import Any, Protocol

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204

from console.admin_schemas import CountOut, DeadJobOut, DiscardIn, HealthOut, HoursOut, JobsOut
from console.api.base import View, answer
from console.schemas import NothingIn
from tickets.commands.dead_jobs import DeadJobCommands
from tickets.queries.dead_jobs import DeadJobQueries


class Building(Protocol):
    """Whoever knows all parts of the process."""

    async def health(self) -> HealthOut:
        """How they do."""

    def hours(self) -> HoursOut:
        """What the configuration says of the days that come."""


BUILDING: web.AppKey[Building] = web.AppKey("building", Building)
DEAD: web.AppKey[DeadJobQueries] = web.AppKey("dead_jobs", DeadJobQueries)
UNDERTAKER: web.AppKey[DeadJobCommands] = web.AppKey("dead_job_commands", DeadJobCommands)


class _JobView(View):
    @property
    def does(self) -> DeadJobCommands:
        """What may be done about dead jobs."""
        return self.request.app[UNDERTAKER]


class JobsView(_JobView):
    """``/api/v1/admin/jobs``."""

    async def get(self) -> r200[JobsOut]:
        """Count the queue, and list what was given up."""
        dead = await self.request.app[DEAD].dead()
        counts = await self.queries.jobs()
        return answer(
            JobsOut(counts=counts, dead=[DeadJobOut(**dataclasses.asdict(one)) for one in dead])
        )


class JobsRetryView(_JobView):
    """``/api/v1/admin/jobs/retry``."""

    async def post(self, body: NothingIn) -> r200[CountOut]:  # noqa: ARG002
        """Try all of them again."""
        return answer(CountOut(count=await self.does.revive(self.actor.label)))


class JobRetryView(_JobView):
    """``/api/v1/admin/jobs/{job}/retry``."""

    async def post(self, job: int, /, body: NothingIn) -> r200[CountOut]:  # noqa: ARG002
        """Try one again."""
        return answer(CountOut(count=await self.does.revive(self.actor.label, job)))


class JobDiscardView(_JobView):
    """``/api/v1/admin/jobs/{job}/discard``."""

    async def post(self, job: int, /, body: DiscardIn) -> r204[Any]:
        """Throw one away, and say why."""
        await self.does.discard(self.actor.label, job, body.reason.strip())
        return web.Response(status=204)


class HealthView(View):
    """``/api/v1/admin/health``."""

    async def get(self) -> r200[HealthOut]:
        """Say how every part does, and since when."""
        return answer(await self.request.app[BUILDING].health())


class HoursView(View):
    """``/api/v1/admin/hours``."""

    async def get(self) -> r200[HoursOut]:
        """Show the hours of the coming four weeks."""
        return answer(self.request.app[BUILDING].hours())
