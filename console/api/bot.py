"""The bot's part in a ticket: what it understood, what that should have been, what it proposes."""

from typing import Any, Literal
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from console import bot_presenter, presenter
from console.api.base import View, answer
from console.bot_schemas import ApprovalIn, BotOut, MeaningIn, MeaningsOut
from console.lexicon import Lexicon
from console.schemas import MessageOut, NothingIn
from tickets.commands.case import NotFound
from tickets.commands.proposals import ProposalCommands
from tickets.commands.reviews import ReviewCommands
from tickets.queries.readings import ReadingQueries

READINGS: web.AppKey[ReadingQueries] = web.AppKey("readings", ReadingQueries)
PROPOSALS: web.AppKey[ProposalCommands] = web.AppKey("proposals", ProposalCommands)
REVIEWS: web.AppKey[ReviewCommands] = web.AppKey("reviews", ReviewCommands)
LEXICON: web.AppKey[Lexicon] = web.AppKey("lexicon", Lexicon)
Locale = Literal["id", "en"]


def mount_bot(
    app: web.Application,
    *,
    readings: ReadingQueries,
    proposals: ProposalCommands,
    reviews: ReviewCommands,
    lexicon: Lexicon,
) -> None:
    """Add the routes; before those of `console.routes.mount`, whose ``{move}`` takes any name."""
    app[READINGS], app[PROPOSALS], app[REVIEWS] = readings, proposals, reviews
    app[LEXICON] = lexicon
    add = app.router
    add.add_view("/api/v1/bot/meanings", MeaningsView)
    add.add_view("/api/v1/tickets/{number}/bot", BotView)
    add.add_view("/api/v1/tickets/{number}/messages/{message}/meaning", MeaningView)
    add.add_view("/api/v1/tickets/{number}/proposals/{proposal}/send", SendView)
    add.add_view("/api/v1/tickets/{number}/proposals/{proposal}/discard", DiscardView)


class MeaningsView(View):
    """``/api/v1/bot/meanings``."""

    async def get(self, locale: Locale = "id") -> r200[MeaningsOut]:
        """List all that a message may mean: intents, and the permits that some ask about."""
        return answer(bot_presenter.meanings(self.request.app[LEXICON], locale))


class BotView(View):
    """``/api/v1/tickets/{number}/bot``."""

    async def get(self, number: str, /, locale: Locale = "id") -> r200[BotOut]:
        """Read what the bot understood, answered and proposes; labels and facts in ``locale``."""
        return answer(await _bot(self, number, locale))


class MeaningView(View):
    """``/api/v1/tickets/{number}/messages/{message}/meaning``."""

    async def post(self, number: str, message: UUID, /, body: MeaningIn) -> r204[Any]:
        """Say what a citizen's message means, for the bot to learn; in place of what was said."""
        _check(body, self.request.app[LEXICON])
        await self.request.app[REVIEWS].correct(
            message, self.actor, intent=body.intent, permit=body.permit, ticket=number
        )
        return web.Response(status=204)


class SendView(View):
    """``/api/v1/tickets/{number}/proposals/{proposal}/send``."""

    async def post(self, number: str, proposal: UUID, /, body: ApprovalIn) -> r201[MessageOut]:
        """Send a proposed answer as one's own, as it is or in other words; once."""
        sent = await self.request.app[PROPOSALS].send(
            number, self.actor, proposal, text=body.text, key=self.key
        )
        said = await self.queries.message(sent)
        if said is None:
            raise NotFound("there is no such message")
        return answer(presenter.message(said, self.agent.id), status=201)


class DiscardView(View):
    """``/api/v1/tickets/{number}/proposals/{proposal}/discard``."""

    async def post(self, number: str, proposal: UUID, /, body: NothingIn) -> r204[Any]:  # noqa: ARG002
        """Throw a proposed answer away: nothing of it is sent."""
        await self.request.app[PROPOSALS].discard(number, self.actor, proposal)
        return web.Response(status=204)


async def _bot(view: View, number: str, locale: str) -> BotOut:
    ticket = await view.seen(number)
    found = await view.request.app[READINGS].of(number)
    return bot_presenter.bot(found, ticket.handed_off_for, view.request.app[LEXICON], locale)


def _check(body: MeaningIn, lexicon: Lexicon) -> None:
    """Refuse what nobody could learn: unknown names, a permit where none is asked about."""
    known = {one.id: one for one in lexicon.intents("id")}
    if body.intent not in known:
        raise web.HTTPBadRequest(text=f"intent: unknown {body.intent}")
    if body.permit is None:
        return
    if not known[body.intent].of_permits:
        raise web.HTTPBadRequest(text=f"permit: {body.intent} asks nothing of a permit")
    if body.permit not in {one.id for one in lexicon.permits("id")}:
        raise web.HTTPBadRequest(text=f"permit: unknown {body.permit}")
