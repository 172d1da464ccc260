"""What helps an agent write: drafts, canned responses and macros."""

import dataclasses
from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from console import presenter, writing_presenter
from console.api.base import View, answer
from console.auth import SHARED
from console.schemas import NothingIn, TicketOut
from console.suggesting import Suggesting
from console.writing_shapes import (
    CannedIn,
    CannedList,
    CreatedOut,
    DraftIn,
    DraftOut,
    FilledList,
    MacroIn,
    MacroList,
)
from tickets.commands.canned import CannedCommands
from tickets.commands.case import NotFound
from tickets.commands.drafts import DraftCommands, drafted
from tickets.commands.macros import MacroCommands
from tickets.commands.marks import MarkCommands
from tickets.commands.saved_filters import SavedFilterCommands
from tickets.domain.canned import VARIABLES
from tickets.queries.saved_filters import SavedFilterQueries
from tickets.queries.writing import WritingQueries


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """All that helps an agent write."""

    queries: WritingQueries
    drafts: DraftCommands
    canned: CannedCommands
    macros: MacroCommands
    marks: MarkCommands
    filters: SavedFilterCommands
    filters_there: SavedFilterQueries
    suggesting: Suggesting


WRITING: web.AppKey[Writing] = web.AppKey("writing", Writing)


class WritingView(View):
    """A view that has them."""

    @property
    def writing(self) -> Writing:
        """All that helps to write."""
        return self.request.app[WRITING]

    @property
    def owner(self) -> UUID | None:
        """Whose canned responses and macros are changed here: the agent's, or everybody's."""
        return None if self.request.path.startswith(SHARED) else self.agent.id

    async def ticket(self, number: str) -> web.Response:
        """The ticket as it is now."""
        return answer(presenter.ticket(await self.seen(number), self.sla))


class DraftView(WritingView):
    """``/api/v1/tickets/{number}/draft``."""

    async def get(self, number: str, /) -> r200[DraftOut]:
        """Read one's own draft."""
        found = await self.writing.queries.draft(number, self.agent.id)
        if found is None:
            return answer(DraftOut(text="", html=None, private=False, version=None))
        return answer(
            DraftOut(text=found.text, html=found.html, private=found.private, version=found.version)
        )

    async def put(self, number: str, /, body: DraftIn) -> r200[DraftOut]:
        """Keep one's draft, up to 50,000 characters; whoever saves last wins."""
        kept = drafted(body.text, body.html)
        saved = await self.writing.drafts.save(
            number, self.agent.id, kept.text, html=kept.html, private=body.private
        )
        return answer(DraftOut(text=kept.text, html=kept.html, private=body.private, version=saved))

    async def delete(self, number: str, /, version: UUID | None = None) -> r204[Any]:
        """Throw it away; with ``version`` only if it was not saved again since."""
        await self.writing.drafts.erase(number, self.agent.id, version)
        return web.Response(status=204)


class CannedView(WritingView):
    """``/api/v1/canned`` (one's own) and ``/api/v1/shared/canned``."""

    async def get(self) -> r200[CannedList]:
        """List those one may use: one's own, and the shared ones."""
        found = await self.writing.queries.canned(self.agent.id)
        data = [writing_presenter.canned(one) for one in found]
        return answer(CannedList(data=data, variables=list(VARIABLES)))

    async def post(self, body: CannedIn) -> r201[CreatedOut]:
        """Write one."""
        made = await self.writing.canned.create(self.owner, **dict(body))
        return answer(CreatedOut(id=made), status=201)


class CannedDetail(WritingView):
    """``/api/v1/canned/{canned}`` and ``/api/v1/shared/canned/{canned}``."""

    async def put(self, canned: UUID, /, body: CannedIn) -> r204[Any]:
        """Write it anew."""
        await self.writing.canned.change(canned, self.owner, **dict(body))
        return web.Response(status=204)

    async def delete(self, canned: UUID, /) -> r204[Any]:
        """Throw it away."""
        await self.writing.canned.delete(canned, self.owner)
        return web.Response(status=204)


class FilledView(WritingView):
    """``/api/v1/tickets/{number}/canned``."""

    async def get(self, number: str, /) -> r200[FilledList]:
        """List the canned responses as they read on this ticket, in the citizen's language."""
        found = await self.writing.queries.filled(number, self.agent.id, self.agent.name)
        if found is None:
            raise NotFound(f"there is no ticket {number}", "no_ticket", number=number)
        return answer(FilledList(data=[writing_presenter.filled(one) for one in found]))


class MacrosView(WritingView):
    """``/api/v1/macros`` (one's own) and ``/api/v1/shared/macros``."""

    async def get(self) -> r200[MacroList]:
        """List those one may run: one's own, and the shared ones."""
        found = await self.writing.queries.macros(self.agent.id)
        return answer(MacroList(data=[writing_presenter.macro(one) for one in found]))

    async def post(self, body: MacroIn) -> r201[CreatedOut]:
        """Write one."""
        deeds = writing_presenter.deeds(body)
        made = await self.writing.macros.create(self.owner, name=body.name, deeds=deeds)
        return answer(CreatedOut(id=made), status=201)


class MacroDetail(WritingView):
    """``/api/v1/macros/{macro}`` and ``/api/v1/shared/macros/{macro}``."""

    async def put(self, macro: UUID, /, body: MacroIn) -> r204[Any]:
        """Write it anew."""
        deeds = writing_presenter.deeds(body)
        await self.writing.macros.change(macro, self.owner, name=body.name, deeds=deeds)
        return web.Response(status=204)

    async def delete(self, macro: UUID, /) -> r204[Any]:
        """Throw it away."""
        await self.writing.macros.delete(macro, self.owner)
        return web.Response(status=204)


class MacroRunView(WritingView):
    """``/api/v1/tickets/{number}/macros/{macro}``."""

    async def post(self, number: str, macro: UUID, /, body: NothingIn) -> r200[TicketOut]:  # noqa: ARG002
        """Do all it says, or nothing; an Idempotency-Key makes it safe to repeat."""
        await self.writing.macros.run(number, self.actor, macro, key=self.key)
        return await self.ticket(number)
