"""The live wall."""

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200

from console.api.base import View, answer
from console.schemas import PersonOut
from console.supervising import (
    WallAgentOut,
    WallChannelOut,
    WallOut,
    WallQueueOut,
    WallTicketOut,
)
from tickets.queries.wall import Wall, WallQueries

WALL: web.AppKey[WallQueries] = web.AppKey("wall", WallQueries)


class WallView(View):
    """``/api/v1/wall``."""

    async def get(self) -> r200[WallOut]:
        """Say who waits, who handles what, and what is under way on each channel."""
        return answer(_wall(await self.request.app[WALL].wall()))


def _wall(wall: Wall) -> WallOut:
    return WallOut(
        at=wall.at,
        queue=WallQueueOut(
            waiting=wall.waiting,
            since=wall.since,
            wait_seconds=wall.joining.wait_seconds,
            open=wall.joining.open,
        ),
        agents=[
            WallAgentOut(
                agent=PersonOut(id=one.agent.id, name=one.agent.name),
                handling=one.handling,
                answering=one.answering,
                oldest=one.oldest,
            )
            for one in wall.agents
        ],
        channels=[
            WallChannelOut(name=one.name, bot=one.bot, queue=one.queue, agent=one.agent)
            for one in wall.channels
        ],
        oldest=[
            WallTicketOut(
                number=one.number,
                subject=one.subject,
                contact=one.contact,
                waiting_since=one.waiting_since,
                handed_off_for=one.handed_off_for,
                priority=one.priority,
            )
            for one in wall.oldest
        ],
    )
