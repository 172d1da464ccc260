"""Saved filters of the list of tickets: one's own, and those of the whole desk."""

from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from console.api.base import answer
from console.api.writing import WritingView
from console.writing_shapes import (
    CreatedOut,
    SavedFilterIn,
    SavedFilterList,
    SavedFilterOut,
    WantedShape,
)
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.marks import Priority
from tickets.domain.wanted import Wanted
from tickets.queries.saved_filters import SavedFilter


class SavedFiltersView(WritingView):
    """``/api/v1/filters`` (one's own) and ``/api/v1/shared/filters``."""

    async def get(self) -> r200[SavedFilterList]:
        """List those one may use: one's own, and the shared ones."""
        found = await self.writing.filters_there.all(self.agent.id)
        return answer(SavedFilterList(data=[_shown(one) for one in found]))

    async def post(self, body: SavedFilterIn) -> r201[CreatedOut]:
        """Save one."""
        wanted = _wanted(body.wanted)
        made = await self.writing.filters.create(self.owner, name=body.name, wanted=wanted)
        return answer(CreatedOut(id=made), status=201)


class SavedFilterDetail(WritingView):
    """``/api/v1/filters/{filter}`` and ``/api/v1/shared/filters/{filter}``."""

    async def put(self, filter: UUID, /, body: SavedFilterIn) -> r204[Any]:  # noqa: A002  as it is named
        """Save it anew."""
        wanted = _wanted(body.wanted)
        await self.writing.filters.change(filter, self.owner, name=body.name, wanted=wanted)
        return web.Response(status=204)

    async def delete(self, filter: UUID, /) -> r204[Any]:  # noqa: A002  as it is named
        """Throw it away."""
        await self.writing.filters.delete(filter, self.owner)
        return web.Response(status=204)


def _wanted(shape: WantedShape) -> Wanted:
    return Wanted(
        statuses=tuple(Status(one) for one in shape.statuses),
        handler=Handler(shape.handler) if shape.handler else None,
        assignee=shape.assignee,
        team=shape.team,
        tag=shape.tag,
        channel=shape.channel,
        priority=Priority(shape.priority) if shape.priority else None,
    )


def _shown(one: SavedFilter) -> SavedFilterOut:
    return SavedFilterOut(
        id=one.id, shared=one.shared, name=one.name, wanted=WantedShape(**one.wanted.kept())
    )
