"""Who is asking, and whether they may: the one place that decides for the whole API."""

from aiohttp import web

from console.problems import Handler
from tickets.commands.people import Agent, PeopleCommands
from tickets.domain.access import Right, may

COOKIE = "tanya_session"
AGENT: web.AppKey[PeopleCommands] = web.AppKey("people", PeopleCommands)
SIGNED_IN: web.RequestKey[Agent] = web.RequestKey("agent", Agent)
UPLOADS = "/api/v1/uploads"
_SUPERVISED = {
    "/api/v1/audit": Right.READ_AUDIT,
    "/api/v1/transcripts/export": Right.EXPORT,
    "/api/v1/transcripts": Right.SUPERVISE,
    "/api/v1/wall": Right.SUPERVISE,
    "/api/v1/reports": Right.SUPERVISE,
}
_PUBLIC = frozenset({"/api/v1/session", "/api/v1/openapi.json"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through what is public; else find out who it is and check their right."""
    if not request.path.startswith("/api/"):
        return await handler(request)
    _against_forgery(request)
    if request.path not in _PUBLIC:
        agent = await signed_in(request)
        if agent is None:
            raise web.HTTPUnauthorized(text="please sign in")
        if not may(agent.role, _needed(request)):
            raise web.HTTPForbidden(text=f"your role ({agent.role}) does not allow this")
        request[SIGNED_IN] = agent
    return await handler(request)


async def signed_in(request: web.Request) -> Agent | None:
    """Who is asking, by API token or browser session."""
    people = request.app[AGENT]
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return await people.by_token(token.strip())
    cookie = request.cookies.get(COOKIE)
    return await people.by_session(cookie) if cookie else None


def _needed(request: web.Request) -> Right:
    if request.path.startswith("/api/v1/mail/"):
        return Right.READ_LEDGER
    if supervised := _supervised(request.path):
        return supervised
    reads = request.method in _SAFE
    if request.path.startswith("/api/v1/contacts"):
        return Right.READ_CONTACTS if reads else Right.WORK_CONTACTS
    if reads:
        return Right.READ_TICKETS
    if request.path.endswith("/assign"):
        return Right.ASSIGN_OTHERS
    return Right.WORK_TICKETS


def _supervised(path: str) -> Right | None:
    """What only those who supervise may do; None where others may too."""
    if path.endswith("/whisper"):
        return Right.SUPERVISE
    under = (r for place, r in _SUPERVISED.items() if path == place or path.startswith(f"{place}/"))
    return next(under, None)


def _against_forgery(request: web.Request) -> None:
    """A cookie is sent by any page that asks for it: check which page it was."""
    origin = request.headers.get("Origin")
    if "Authorization" in request.headers or origin is None:
        return
    _, _, host = origin.partition("://")
    if host != request.host:
        raise web.HTTPForbidden(text="this page may not use the desk")
    expected = "multipart/form-data" if request.path == UPLOADS else "application/json"
    if request.can_read_body and request.content_type != expected:
        raise web.HTTPUnsupportedMediaType(text=f"send {expected}")
