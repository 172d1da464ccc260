"""The desk's part of the web application."""

import dataclasses
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp_pydantic.oas.view import generate_oas

from console.api.audit import AUDIT, AUDIT_LOG, AuditView, PeopleView
from console.api.base import COMMANDS, PRESENCE, QUERIES
from console.api.contacts import (
    CONTACT_COMMANDS,
    CONTACTS,
    ContactDetail,
    ContactMergeView,
    ContactsView,
    ContactTicketsView,
    ContactUnmergeView,
)
from console.api.files import BLOBS, AttachmentView
from console.api.letters import LetterView, OriginalView
from console.api.mail import MAILBOXES, LedgerView
from console.api.messages import RESENDS, SPLITS, ByMailView, RetryView, SplitView
from console.api.presence import ReadView, TypingView
from console.api.reports import REPORTS, BehindView, ReportCsvView, ReportsView
from console.api.search import SEARCH, SEARCH_PACES, SEARCHES_A_MINUTE, SearchView
from console.api.session import PACES, SECURE, SessionView
from console.api.tickets import (
    MessagesView,
    MoveView,
    TalliesView,
    TicketDetail,
    TicketsView,
    UndoView,
)
from console.api.transcripts import (
    TRANSCRIPTS,
    WHISPERS,
    ZONE,
    ExportView,
    TranscriptsView,
    WhisperView,
)
from console.api.uploads import FORM, UploadsView
from console.api.wall import WALL, WallView
from console.auth import AGENT, UPLOADS
from console.live import Live
from runtime.pace import Paces
from tickets.blobs import Blobs
from tickets.commands.agents import AgentCommands
from tickets.commands.audit import AuditCommands
from tickets.commands.contacts import ContactCommands
from tickets.commands.people import PeopleCommands
from tickets.commands.presence import PresenceCommands
from tickets.commands.resending import ResendCommands
from tickets.commands.splitting import SplitCommands
from tickets.commands.whispers import WhisperCommands
from tickets.queries import Queries
from tickets.queries.audit import AuditQueries
from tickets.queries.contacts import ContactQueries
from tickets.queries.reports import ReportQueries
from tickets.queries.search import SearchQueries
from tickets.queries.transcripts import TranscriptQueries
from tickets.queries.wall import WallQueries

_SIGN_INS_A_MINUTE = 10  # of one address


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Supervising:
    """What those who supervise look at and do."""

    audit: AuditCommands
    log: AuditQueries
    transcripts: TranscriptQueries
    whispers: WhisperCommands
    wall: WallQueries
    reports: ReportQueries
    zone: ZoneInfo


def mount(
    app: web.Application,
    *,
    queries: Queries,
    commands: AgentCommands,
    people: PeopleCommands,
    presence: PresenceCommands,
    contacts: ContactQueries,
    contact_commands: ContactCommands,
    search: SearchQueries,
    resends: ResendCommands,
    splits: SplitCommands,
    blobs: Blobs,
    live: Live,
    mailboxes: Sequence[str],
    secure: bool,
    supervising: Supervising,
) -> None:
    """Add the API and the live socket; ``secure`` keeps the cookie to HTTPS."""
    app[QUERIES], app[COMMANDS], app[AGENT], app[BLOBS] = queries, commands, people, blobs
    app[PRESENCE] = presence
    app[CONTACTS], app[CONTACT_COMMANDS] = contacts, contact_commands
    app[RESENDS], app[SPLITS] = resends, splits
    app[PACES] = Paces(_SIGN_INS_A_MINUTE, remembered=10_000)
    app[SEARCH], app[SEARCH_PACES] = search, Paces(SEARCHES_A_MINUTE, remembered=10_000)
    app[SECURE], app[MAILBOXES] = secure, tuple(mailboxes)
    app[AUDIT], app[AUDIT_LOG], app[ZONE] = supervising.audit, supervising.log, supervising.zone
    app[TRANSCRIPTS], app[WHISPERS] = supervising.transcripts, supervising.whispers
    app[WALL], app[REPORTS] = supervising.wall, supervising.reports
    add = app.router
    add.add_view("/api/v1/session", SessionView)
    add.add_view("/api/v1/tickets", TicketsView)
    add.add_view("/api/v1/tickets/counts", TalliesView)
    add.add_view("/api/v1/tickets/{number}", TicketDetail)
    add.add_view("/api/v1/tickets/{number}/messages", MessagesView)
    add.add_view("/api/v1/tickets/{number}/messages/{message}/undo", UndoView)
    add.add_view("/api/v1/tickets/{number}/messages/{message}/retry", RetryView)
    add.add_view("/api/v1/tickets/{number}/messages/{message}/by-mail", ByMailView)
    add.add_view("/api/v1/tickets/{number}/messages/{message}/split", SplitView)
    add.add_view("/api/v1/tickets/{number}/typing", TypingView)
    add.add_view("/api/v1/tickets/{number}/read", ReadView)
    add.add_view("/api/v1/tickets/{number}/whisper", WhisperView)
    add.add_view("/api/v1/tickets/{number}/{move}", MoveView)
    add.add_view("/api/v1/contacts", ContactsView)
    add.add_view("/api/v1/contacts/{contact}", ContactDetail)
    add.add_view("/api/v1/contacts/{contact}/tickets", ContactTicketsView)
    add.add_view("/api/v1/contacts/{contact}/merge", ContactMergeView)
    add.add_view("/api/v1/contacts/{contact}/unmerge", ContactUnmergeView)
    add.add_view("/api/v1/search", SearchView)
    add.add_view(UPLOADS, UploadsView)
    add.add_view("/api/v1/attachments/{attachment}", AttachmentView)
    add.add_view("/api/v1/messages/{message}/html", LetterView)
    add.add_view("/api/v1/messages/{message}/original", OriginalView)
    add.add_view("/api/v1/mail/ledger", LedgerView)
    add.add_view("/api/v1/audit", AuditView)
    add.add_view("/api/v1/audit/people", PeopleView)
    add.add_view("/api/v1/transcripts", TranscriptsView)
    add.add_view("/api/v1/transcripts/export", ExportView)
    add.add_view("/api/v1/wall", WallView)
    add.add_view("/api/v1/reports", ReportsView)
    add.add_view("/api/v1/reports/csv", ReportCsvView)
    add.add_view("/api/v1/reports/tickets", BehindView)
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
