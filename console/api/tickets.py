"""Tickets: lists, one, its messages, and every move."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204
from pydantic import Field

from console import presenter
from console.api.audit import AUDIT, reader
from console.api.base import View, answer
from console.api.fields import wanted
from console.api.writing import WRITING
from console.schemas import (
    MessageIn,
    MessageOut,
    MessagePage,
    MoveIn,
    TalliesOut,
    TicketOne,
    TicketOut,
    TicketPage,
)
from tickets.commands.actor import Actor
from tickets.commands.agents import AgentCommands, InTeam
from tickets.commands.case import NotFound
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.marks import Priority
from tickets.queries import Sort, TicketFilter
from tickets.queries.tallies import BOUND, VIEWS, view_of

Limit = Annotated[int, Field(ge=1, le=200)]


class TicketsView(View):
    """``/api/v1/tickets``."""

    async def get(
        self,
        status: str | None = None,
        handler: str | None = None,
        assignee: str | None = None,
        team: str | None = None,
        tag: str | None = None,
        channel: str | None = None,
        mentioned: str | None = None,
        priority: str | None = None,
        q: str | None = None,
        view: str | None = None,
        filter: UUID | None = None,  # noqa: A002  as it is named in the address
        sort: str | None = None,
        after: str | None = None,
        limit: Limit = 50,
    ) -> r200[TicketPage]:
        """List tickets: those waiting longest first in the queue, else the newest first.

        ``field.<key>=value``: those that hold exactly this in a field of the office's own.
        """
        seen = next(iter(_known(view, VIEWS, "view")), None)
        base = view_of(seen, self.agent.id) if seen else await self._saved(filter)
        which = TicketFilter(
            statuses=_known(status, Status, "status") or base.statuses,
            handler=next(iter(_known(handler, Handler, "handler")), base.handler),
            assignee=self._assignee(assignee) or base.assignee,
            unassigned=assignee == "none" or base.unassigned,
            team=team or base.team,
            tag=tag or base.tag,
            channel=channel or base.channel,
            priority=next(iter(_known(priority, Priority, "priority")), base.priority),
            words=q.strip() if q else None,
            mentioned=self._mentioned(mentioned) or base.mentioned,
            eyes=self.agent.sight,
            fields=await wanted(self.request),
        )
        order = next(iter(_known(sort, Sort, "sort")), None)
        page = await self.queries.tickets(
            which, sort=Sort(order) if order else None, after=after, limit=limit
        )
        return answer(presenter.ticket_page(page, self.sla))

    async def _saved(self, named: UUID | None) -> TicketFilter:
        if named is None:
            return TicketFilter()
        found = await self.request.app[WRITING].filters_there.which(named, self.agent.id)
        if found is None:
            raise NotFound("there is no such saved filter")
        return found

    def _mentioned(self, named: str | None) -> UUID | None:
        if named not in {None, "me"}:
            raise web.HTTPBadRequest(text="mentioned: me, and nobody else")
        return self.agent.id if named else None

    def _assignee(self, named: str | None) -> UUID | None:
        if named in {None, "none"}:
            return None
        if named == "me":
            return self.agent.id
        try:
            return UUID(named)
        except ValueError:
            raise web.HTTPBadRequest(text="assignee: me, none, or an agent's id") from None


class TalliesView(View):
    """``/api/v1/tickets/counts``."""

    async def get(self) -> r200[TalliesOut]:
        """Count the tickets of each view and team, for whoever asks; no further than ``bound``."""
        found = await self.queries.tallies(self.agent.sight)
        return answer(
            TalliesOut(counts=found.views, teams=found.teams, filters=found.filters, bound=BOUND)
        )


class TicketDetail(View):
    """``/api/v1/tickets/{number}``."""

    async def get(self, number: str, /) -> r200[TicketOne]:
        """Read one ticket."""
        cursor = await self.queries.latest(self.agent.sight)
        found = await self.seen(number)
        more = await self.queries.particulars(number, self.agent.sight)
        return answer(presenter.ticket_at(found, more, cursor, self.sla))


class MessagesView(View):
    """``/api/v1/tickets/{number}/messages``."""

    async def get(self, number: str, /, after: str | None = None) -> r200[MessagePage]:
        """Read the transcript, oldest first."""
        await self.seen(number)
        await self.request.app[AUDIT].opened(reader(self), number)
        cursor = await self.queries.latest(self.agent.sight)
        page = await self.queries.transcript(number, after=after)
        return answer(presenter.message_page(page, cursor, self.agent.id))

    async def post(self, number: str, /, body: MessageIn) -> r201[MessageOut]:
        """Reply to the citizen, or write a note; an Idempotency-Key makes it safe to repeat."""
        written = await self._write(number, body, self.key)
        said = await self.queries.message(written)
        if said is None:
            raise NotFound("there is no such message")
        return answer(presenter.message(said, self.agent.id), status=201)

    async def _write(self, number: str, body: MessageIn, key: str | None) -> UUID:
        files, draft = body.attachments, body.draft
        if not body.private:
            if body.mentions:
                raise web.HTTPBadRequest(text="mentions: only a note mentions colleagues")
            return await self.commands.reply(
                number, self.actor, body.text,
                html=body.html, key=key, files=files, resolve=body.resolve, draft=draft,
            )  # fmt: skip
        if body.resolve:
            raise web.HTTPBadRequest(text="resolve: goes with a reply, not with a note")
        if body.html is not None:
            raise web.HTTPBadRequest(text="html: goes with a reply, not with a note")
        return await self.commands.note(
            number, self.actor, body.text,
            key=key, files=files, draft=draft, mentioned=body.mentions,
        )  # fmt: skip


class UndoView(View):
    """``/api/v1/tickets/{number}/messages/{message}/undo``."""

    async def post(self, number: str, message: UUID, /) -> r204[Any]:
        """Withdraw a reply of one's own while it is held: it is never sent."""
        await self.commands.undo(number, self.actor, message)
        return web.Response(status=204)


class MoveView(View):
    """``/api/v1/tickets/{number}/{move}``."""

    async def post(self, number: str, move: str, /, body: MoveIn) -> r200[TicketOut]:
        """Make a move: take, assign, release, return-to-bot, resolve, reopen, close, snooze …"""
        make = MOVES.get(move)
        if make is None:
            raise NotFound(f"there is no move called {move!r}")
        if body.into is not None and not await self.queries.sight.ticket(
            self.agent.sight, body.into
        ):
            raise NotFound(f"there is no ticket {body.into}")
        if move == "unmerge" and self.agent.sight.limited:
            await self._may_take_apart(number)
        await make(self.commands, number, self.actor, body)
        return answer(presenter.ticket(await self.seen(number), self.sla))

    async def _may_take_apart(self, number: str) -> None:
        """What was written since lies in the other ticket: that must be there for them too."""
        there, seen = await self.queries.ticket(number), await self.seen(number)
        if there is not None and there.merged_into != seen.merged_into:
            raise NotFound("the ticket it was merged into is not there")


Move = Callable[[AgentCommands, str, Actor, MoveIn], Awaitable[None]]


async def _assign(do: AgentCommands, number: str, actor: Actor, body: MoveIn) -> None:
    said = body.model_fields_set & {"agent", "team"}
    if not said or (body.agent is None and "team" not in said):
        raise web.HTTPBadRequest(text="agent or team: say whose it shall be")
    if body.agent is None:
        await do.assign_to_team(number, actor, body.team)
    else:
        within = InTeam(team=body.team) if "team" in said else None
        await do.assign(number, actor, body.agent, within)


async def _snooze(do: AgentCommands, number: str, actor: Actor, body: MoveIn) -> None:
    if body.until is None or body.until.tzinfo is None:
        raise web.HTTPBadRequest(text="until: say until when, with a time zone")
    await do.snooze(number, actor, body.until)


async def _merge(do: AgentCommands, number: str, actor: Actor, body: MoveIn) -> None:
    if body.into is None:
        raise web.HTTPBadRequest(text="into: say which ticket it goes into")
    await do.merge(number, actor, body.into)


MOVES: dict[str, Move] = {
    "take": lambda do, number, actor, _: do.take(number, actor),
    "assign": _assign,
    "release": lambda do, number, actor, _: do.release(number, actor),
    "return-to-bot": lambda do, number, actor, _: do.return_to_bot(number, actor),
    "resolve": lambda do, number, actor, _: do.resolve(number, actor),
    "reopen": lambda do, number, actor, _: do.reopen(number, actor),
    "close": lambda do, number, actor, _: do.close(number, actor),
    "snooze": _snooze,
    "spam": lambda do, number, actor, _: do.mark_spam(number, actor),
    "merge": _merge,
    "unmerge": lambda do, number, actor, _: do.unmerge(number, actor),
}


def _known(named: str | None, words: Any, field: str) -> tuple[str, ...]:  # noqa: ANN401
    given = tuple(w.strip() for w in named.split(",") if w.strip()) if named else ()
    if unknown := [w for w in given if w not in set(words)]:
        raise web.HTTPBadRequest(text=f"{field}: unknown {', '.join(unknown)}")
    return given
