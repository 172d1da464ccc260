"""What a citizen in a live chat notices of an agent at work."""

from typing import Any

from aiohttp import web
from aiohttp_pydantic.oas.typing import r204

from console.api.base import PRESENCE, View
from console.schemas import ReadIn


class TypingView(View):
    """``/api/v1/tickets/{number}/typing``."""

    async def post(self, number: str, /) -> r204[Any]:
        """Show the citizen that one is typing, for about six seconds."""
        await self.request.app[PRESENCE].typing(number, self.actor)
        return web.Response(status=204)


class ReadView(View):
    """``/api/v1/tickets/{number}/read``."""

    async def post(self, number: str, /, body: ReadIn) -> r204[Any]:
        """Note that everything up to ``seq`` was read here, and show the citizen."""
        presence = self.request.app[PRESENCE]
        await presence.read(number, self.actor, body.seq, body.conversation)
        return web.Response(status=204)
