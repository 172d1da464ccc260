"""The desk's part of the web application."""

from collections.abc import Sequence

from aiohttp import web
from aiohttp_pydantic.oas.view import generate_oas

from console.api.base import COMMANDS, PRESENCE, QUERIES
from console.api.contacts import (
    CONTACT_COMMANDS,
    CONTACTS,
    ContactDetail,
    ContactMergeView,
    ContactsView,
    ContactUnmergeView,
)
from console.api.files import BLOBS, AttachmentView
from console.api.letters import LetterView, OriginalView
from console.api.mail import MAILBOXES, LedgerView
from console.api.presence import ReadView, TypingView
from console.api.session import PACES, SECURE, SessionView
from console.api.tickets import (
    MessagesView,
    MoveView,
    TalliesView,
    TicketDetail,
    TicketsView,
    UndoView,
)
from console.api.uploads import FORM, UploadsView
from console.auth import AGENT, UPLOADS
from console.live import Live
from runtime.pace import Paces
from tickets.blobs import Blobs
from tickets.commands.agents import AgentCommands
from tickets.commands.contacts import ContactCommands
from tickets.commands.people import PeopleCommands
from tickets.commands.presence import PresenceCommands
from tickets.queries import Queries
from tickets.queries.contacts import ContactQueries

_SIGN_INS_A_MINUTE = 10  # of one address


def mount(
    app: web.Application,
    *,
    queries: Queries,
    commands: AgentCommands,
    people: PeopleCommands,
    presence: PresenceCommands,
    contacts: ContactQueries,
    contact_commands: ContactCommands,
    blobs: Blobs,
    live: Live,
    mailboxes: Sequence[str],
    secure: bool,
) -> None:
    """Add the API and the live socket; ``secure`` keeps the cookie to HTTPS."""
    app[QUERIES], app[COMMANDS], app[AGENT], app[BLOBS] = queries, commands, people, blobs
    app[PRESENCE] = presence
    app[CONTACTS], app[CONTACT_COMMANDS] = contacts, contact_commands
    app[PACES] = Paces(_SIGN_INS_A_MINUTE, remembered=10_000)
    app[SECURE], app[MAILBOXES] = secure, tuple(mailboxes)
    add = app.router
    add.add_view("/api/v1/session", SessionView)
    add.add_view("/api/v1/tickets", TicketsView)
    add.add_view("/api/v1/tickets/counts", TalliesView)
    add.add_view("/api/v1/tickets/{number}", TicketDetail)
    add.add_view("/api/v1/tickets/{number}/messages", MessagesView)
    add.add_view("/api/v1/tickets/{number}/messages/{message}/undo", UndoView)
    add.add_view("/api/v1/tickets/{number}/typing", TypingView)
    add.add_view("/api/v1/tickets/{number}/read", ReadView)
    add.add_view("/api/v1/tickets/{number}/{move}", MoveView)
    add.add_view("/api/v1/contacts", ContactsView)
    add.add_view("/api/v1/contacts/{contact}", ContactDetail)
    add.add_view("/api/v1/contacts/{contact}/merge", ContactMergeView)
    add.add_view("/api/v1/contacts/{contact}/unmerge", ContactUnmergeView)
    add.add_view(UPLOADS, UploadsView)
    add.add_view("/api/v1/attachments/{attachment}", AttachmentView)
    add.add_view("/api/v1/messages/{message}/html", LetterView)
    add.add_view("/api/v1/messages/{message}/original", OriginalView)
    add.add_view("/api/v1/mail/ledger", LedgerView)
    add.add_get("/api/v1/live", live.handle)
    add.add_get("/api/v1/openapi.json", _openapi)


async def _openapi(request: web.Request) -> web.Response:
    document = generate_oas([request.app], "1", "Tanya")
    document["paths"]["/api/v1/live"] = {"get": _LIVE}
    document["paths"][UPLOADS]["post"]["requestBody"] = FORM
    return web.json_response(document)


_LIVE = {
    "description": "A WebSocket: the event log from a cursor on, then as it grows (docs/wire.md).",
    "parameters": [{"name": "after", "in": "query", "schema": {"type": "string"}}],
    "responses": {"101": {"description": "the socket is open"}},
}
