"""The office's own fields: what there are, what stands in them, and defining them."""

import dataclasses
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from console import field_presenter, presenter
from console.api.base import View, answer
from console.field_shapes import (
    FieldIn,
    FieldList,
    FieldMade,
    FieldOrderIn,
    FieldPut,
    ValueIn,
)
from console.schemas import NothingIn, TicketOut
from tickets.commands.fields import FieldCommands
from tickets.domain.fields import FieldKind
from tickets.queries.fields import FieldQueries, Wanted

_PREFIX = "field."


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Both sides of them."""

    queries: FieldQueries
    commands: FieldCommands


FIELDS: web.AppKey[Fields] = web.AppKey("fields", Fields)


class FieldView(View):
    """A view that has them."""

    @property
    def fields(self) -> Fields:
        """Both sides of them."""
        return self.request.app[FIELDS]


class FieldsView(FieldView):
    """``/api/v1/fields``."""

    async def get(self) -> r200[FieldList]:
        """List the fields in their order, the archived ones last."""
        found = await self.fields.queries.fields()
        return answer(FieldList(data=[field_presenter.field(one) for one in found]))


class TicketFieldView(FieldView):
    """``/api/v1/tickets/{number}/fields/{key}``."""

    async def post(self, number: str, key: str, /, body: ValueIn) -> r200[TicketOut]:
        """Write a value of the field's kind into it, or empty it with null."""
        await self.fields.commands.fill(number, self.actor, key, body.value)
        return answer(presenter.ticket(await self.seen(number), self.sla))


class DefineView(FieldView):
    """``/api/v1/admin/fields``."""

    async def post(self, body: FieldIn) -> r201[FieldMade]:
        """Define a field; up to 30 that are not archived."""
        what, kind = field_presenter.definition(body), FieldKind(body.kind)
        made = await self.fields.commands.define(self.actor.label, body.key, kind, what)
        return answer(FieldMade(id=made), status=201)


class DefinitionView(FieldView):
    """``/api/v1/admin/fields/{field}``."""

    async def put(self, field: UUID, /, body: FieldPut) -> r204[Any]:
        """Give it other labels and choices; those that are left out are archived."""
        what = field_presenter.definition(body)
        await self.fields.commands.change(field, self.actor.label, what)
        return web.Response(status=204)


class FieldOrderView(FieldView):
    """``/api/v1/admin/fields/order``."""

    async def post(self, body: FieldOrderIn) -> r204[Any]:
        """Put these first, in this order."""
        await self.fields.commands.order(self.actor.label, body.fields)
        return web.Response(status=204)


class FieldArchiveView(FieldView):
    """``/api/v1/admin/fields/{field}/archive``."""

    async def post(self, field: UUID, /, body: NothingIn) -> r204[Any]:  # noqa: ARG002
        """Put it away: it stays where it is filled, and is asked for nowhere."""
        await self.fields.commands.archive(field, self.actor.label)
        return web.Response(status=204)


class FieldRestoreView(FieldView):
    """``/api/v1/admin/fields/{field}/restore``."""

    async def post(self, field: UUID, /, body: NothingIn) -> r204[Any]:  # noqa: ARG002
        """Bring it back."""
        await self.fields.commands.archive(field, self.actor.label, away=False)
        return web.Response(status=204)


async def wanted(request: web.Request) -> tuple[Wanted, ...]:
    """What the query string asks of fields: ``field.<key>=value``, each once."""
    asked: dict[str, str] = {}
    query: Mapping[str, str] = request.query
    for name, text in query.items():
        if not name.startswith(_PREFIX):
            continue
        key = name.removeprefix(_PREFIX)
        if key in asked:
            raise web.HTTPBadRequest(text=f"{name}: say it once")
        asked[key] = text
    return await request.app[FIELDS].queries.wanted(asked)
