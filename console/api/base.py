"""What every view of the API shares."""

from collections.abc import Mapping

from aiohttp import web
from aiohttp_pydantic import PydanticView
from pydantic import BaseModel, ValidationError

from console.auth import SIGNED_IN
from console.problems import invalid
from tickets.commands.actor import Actor
from tickets.commands.agents import AgentCommands
from tickets.commands.case import NotFound
from tickets.commands.people import Agent
from tickets.commands.presence import PresenceCommands
from tickets.domain.sla import SlaPolicy
from tickets.queries import Queries, TicketView

QUERIES: web.AppKey[Queries] = web.AppKey("queries", Queries)
COMMANDS: web.AppKey[AgentCommands] = web.AppKey("commands", AgentCommands)
PRESENCE: web.AppKey[PresenceCommands] = web.AppKey("presence", PresenceCommands)
_LONGEST_KEY = 200


class View(PydanticView):  # type: ignore[misc]  # the library is untyped
    """A view whose faults are problem documents."""

    request: web.Request

    async def on_validation_error(
        self, exception: ValidationError, context: str
    ) -> web.StreamResponse:
        """Say what is wrong, and where."""
        return invalid(exception, context)

    @property
    def queries(self) -> Queries:
        """The read side."""
        return self.request.app[QUERIES]

    @property
    def commands(self) -> AgentCommands:
        """The agents' hands."""
        return self.request.app[COMMANDS]

    @property
    def sla(self) -> SlaPolicy:
        """What is due when."""
        return self.queries.sla

    @property
    def agent(self) -> Agent:
        """Who is asking."""
        return self.request[SIGNED_IN]

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return Actor(id=self.agent.id, name=self.agent.name)

    @property
    def key(self) -> str | None:
        """What makes it safe to ask again: the Idempotency-Key."""
        key = self.request.headers.get("Idempotency-Key") or None
        if key is not None and len(key) > _LONGEST_KEY:
            raise web.HTTPBadRequest(text=f"Idempotency-Key: at most {_LONGEST_KEY} characters")
        return key

    async def seen(self, number: str) -> TicketView:
        """The ticket with this number as whoever asks sees it; raises `NotFound`."""
        found = await self.queries.ticket(number, self.agent.sight)
        if found is None:
            raise NotFound(f"there is no ticket {number}", "no_ticket", number=number)
        return found


def answer(
    body: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """A model as JSON."""
    return web.Response(
        text=body.model_dump_json(), status=status, content_type="application/json",
        headers=headers,
    )  # fmt: skip
