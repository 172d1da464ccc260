"""Contacts: a list, one, its name and note, and merges."""

from typing import Annotated
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200
from pydantic import Field

from console import presenter
from console.api.base import View, answer
from console.schemas import (
    ContactIn,
    ContactMergeIn,
    ContactOne,
    ContactPage,
    ContactTicketPage,
    NothingIn,
)
from tickets.commands.case import NotFound
from tickets.commands.contacts import CannotMerge, ContactCommands
from tickets.queries.contacts import ContactQueries

CONTACTS: web.AppKey[ContactQueries] = web.AppKey("contacts", ContactQueries)
CONTACT_COMMANDS: web.AppKey[ContactCommands] = web.AppKey("contact_commands", ContactCommands)
Limit = Annotated[int, Field(ge=1, le=200)]


class _ContactView(View):
    @property
    def reads(self) -> ContactQueries:
        """The read side of contacts."""
        return self.request.app[CONTACTS]

    @property
    def does(self) -> ContactCommands:
        """What may be done to them."""
        return self.request.app[CONTACT_COMMANDS]

    async def shown(self, contact: UUID) -> web.Response:
        """The contact as it is now."""
        found = await self.reads.contact(contact, self.agent.sight)
        if found is None:
            raise NotFound("there is no such contact", "no_contact")
        return answer(presenter.contact(found))


class ContactsView(_ContactView):
    """``/api/v1/contacts``."""

    async def get(
        self, q: str | None = None, after: str | None = None, limit: Limit = 50
    ) -> r200[ContactPage]:
        """List contacts, the newest first; q is a name, an address or a ticket number."""
        words = q.strip() if q else None
        eyes = self.agent.sight
        page = await self.reads.contacts(words, after=after, limit=limit, eyes=eyes)
        return answer(presenter.contact_page(page))


class ContactDetail(_ContactView):
    """``/api/v1/contacts/{contact}``."""

    async def get(self, contact: UUID, /) -> r200[ContactOne]:
        """Read one contact: identities with how each was verified, and tickets."""
        return await self.shown(contact)

    async def patch(self, contact: UUID, /, body: ContactIn) -> r200[ContactOne]:
        """Give it another name, note or language."""
        change = body.model_dump()
        await self.does.change(contact, self.actor, **change)
        return await self.shown(contact)


class ContactTicketsView(_ContactView):
    """``/api/v1/contacts/{contact}/tickets``."""

    async def get(
        self, contact: UUID, /, after: str | None = None, limit: Limit = 50
    ) -> r200[ContactTicketPage]:
        """List the tickets of a contact, the newest change first."""
        page = await self.reads.tickets(contact, after=after, limit=limit, eyes=self.agent.sight)
        return answer(presenter.contact_tickets(page))


class ContactMergeView(_ContactView):
    """``/api/v1/contacts/{contact}/merge``."""

    async def post(self, contact: UUID, /, body: ContactMergeIn) -> r200[ContactOne]:
        """Merge it into another; the answer is the contact that everything is with now."""
        await self.shown(body.into)  # it is there for them
        if await self.reads.hides((contact, body.into), self.agent.sight):
            raise CannotMerge("some of their tickets are of other teams", "others_tickets")
        await self.does.merge(contact, self.actor, body.into)
        return await self.shown(body.into)


class ContactUnmergeView(_ContactView):
    """``/api/v1/contacts/{contact}/unmerge``."""

    async def post(self, contact: UUID, /, body: NothingIn) -> r200[ContactOne]:  # noqa: ARG002
        """Take a merge back: what came with this contact goes with it again."""
        await self.does.unmerge(contact, self.actor)
        return await self.shown(contact)
