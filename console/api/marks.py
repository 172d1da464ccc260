"""Tags and priority of a ticket."""

from aiohttp_pydantic.oas.typing import r200

from console.api.base import answer
from console.api.writing import WritingView
from console.schemas import TicketOut
from console.writing_shapes import PriorityIn, TagList, TagsIn
from tickets.domain.marks import Priority


class TagsView(WritingView):
    """``/api/v1/tags``."""

    async def get(self) -> r200[TagList]:
        """List the tags that are in use, at most 500."""
        return answer(TagList(data=await self.writing.queries.tags(self.agent.sight)))


class TicketTagsView(WritingView):
    """``/api/v1/tickets/{number}/tags``."""

    async def post(self, number: str, /, body: TagsIn) -> r200[TicketOut]:
        """Put tags on and take tags off; up to 20 on a ticket, of 40 characters each."""
        await self.writing.marks.tag(number, self.actor, add=body.add, remove=body.remove)
        return await self.ticket(number)


class PriorityView(WritingView):
    """``/api/v1/tickets/{number}/priority``."""

    async def post(self, number: str, /, body: PriorityIn) -> r200[TicketOut]:
        """Say how urgent it is."""
        priority = Priority(body.priority)
        await self.writing.marks.prioritise(number, self.actor, priority)
        return await self.ticket(number)
