"""What may be done about one message: send it again, by e-mail instead, or split from it."""

from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201

from console import presenter
from console.api.base import View, answer
from console.schemas import MessageOut, NothingIn, SplitIn, TicketOut
from tickets.commands.case import NotFound
from tickets.commands.resending import ResendCommands
from tickets.commands.splitting import SplitCommands

RESENDS: web.AppKey[ResendCommands] = web.AppKey("resends", ResendCommands)
SPLITS: web.AppKey[SplitCommands] = web.AppKey("splits", SplitCommands)


class _SentView(View):
    async def shown(self, message: UUID) -> web.Response:
        """The message as it is now."""
        said = await self.queries.message(message)
        if said is None:
            raise NotFound("there is no such message")
        return answer(presenter.message(said, self.agent.id))


class RetryView(_SentView):
    """``/api/v1/tickets/{number}/messages/{message}/retry``."""

    async def post(self, number: str, message: UUID, /, body: NothingIn) -> r200[MessageOut]:  # noqa: ARG002
        """Send once more what failed, bounced or was blocked; asked twice, it is sent once."""
        await self.request.app[RESENDS].retry(number, self.actor, message)
        return await self.shown(message)


class ByMailView(_SentView):
    """``/api/v1/tickets/{number}/messages/{message}/by-mail``."""

    async def post(self, number: str, message: UUID, /, body: NothingIn) -> r200[MessageOut]:  # noqa: ARG002
        """Send by e-mail what an agent wrote in a chat and could not arrive there; once."""
        await self.request.app[RESENDS].mail(number, self.actor, message)
        return await self.shown(message)


class SplitView(View):
    """``/api/v1/tickets/{number}/messages/{message}/split``."""

    async def post(self, number: str, message: UUID, /, body: SplitIn) -> r201[TicketOut]:
        """Make a ticket of its own of this conversation, from this message of the citizen on."""
        born = await self.request.app[SPLITS].split(number, self.actor, message, body.subject)
        return answer(presenter.ticket(await self.seen(born), self.sla), status=201)
