"""Who is asking, and whether they may: the one place that decides for the whole API."""

from uuid import UUID

from aiohttp import web

from console.problems import Handler
from tickets.commands.case import NotFound
from tickets.commands.people import Agent, PeopleCommands
from tickets.commands.signing_in import Came, SignInCommands
from tickets.domain.access import Right, Sight, may
from tickets.domain.signing_in import Debt, Owed, debts
from tickets.queries.sight import SightQueries

COOKIE = "tanya_session"
AGENT: web.AppKey[PeopleCommands] = web.AppKey("people", PeopleCommands)
DOOR: web.AppKey[SignInCommands] = web.AppKey("door", SignInCommands)
SIGHT: web.AppKey[SightQueries] = web.AppKey("sight", SightQueries)
SIGNED_IN: web.RequestKey[Agent] = web.RequestKey("agent", Agent)
UPLOADS = "/api/v1/uploads"
SHARED = "/api/v1/shared/"  # what the whole desk has in common
ACCOUNT, ADMIN = "/api/v1/me/", "/api/v1/admin/"
_STAFF = f"{ADMIN}agents"
_PAYS = (f"{ACCOUNT}password", f"{ACCOUNT}totp")  # what is owed is paid there; tokens are not
_SUPERVISED = {
    "/api/v1/mail": Right.READ_LEDGER,
    "/api/v1/audit": Right.READ_AUDIT,
    "/api/v1/transcripts/export": Right.EXPORT,
    "/api/v1/transcripts": Right.SUPERVISE,
    "/api/v1/wall": Right.SUPERVISE,
    "/api/v1/reports": Right.SUPERVISE,
}
_CHANGED = {  # what everyone may read
    "/api/v1/teams": Right.MANAGE_TEAMS,
    "/api/v1/colleagues": Right.MANAGE_TEAMS,
    SHARED: Right.SHARE_ANSWERS,
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
        if not may(agent.role, _right(request)):
            raise web.HTTPForbidden(text=f"your role ({agent.role}) does not allow this")
        if _bearer(request):
            _by_script(request, agent)
        else:
            _first_things_first(request, agent)
        request[SIGNED_IN] = agent
        if agent.sight.limited:
            await _look(request, agent.sight)
    return await handler(request)


async def _look(request: web.Request, eyes: Sight) -> None:
    """What is named in the address must be there for them: any route, whatever it does with it."""
    found, named = request.app[SIGHT], request.match_info
    if "number" in named and not await found.ticket(eyes, named["number"]):
        raise NotFound(f"there is no ticket {named['number']}")
    for what, is_there in (
        ("message", found.message),
        ("attachment", found.attachment),
        ("contact", found.contact),
    ):
        if what in named and not await is_there(eyes, _id(named[what])):
            raise NotFound(f"there is no such {what}")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("there is no such thing") from None


def owed(request: web.Request, agent: Agent) -> tuple[Debt, ...]:
    """What this agent has to do first."""
    rule = request.app[DOOR].rule
    return debts(rule, agent.role, must_change=agent.must_change, has_factor=agent.has_factor)


def came(request: web.Request) -> Came:
    """Where it came from."""
    browser = request.headers.get("User-Agent", "")
    return Came(address=request.remote or "", browser=browser)


async def signed_in(request: web.Request) -> Agent | None:
    """Who is asking, by API token or browser session."""
    people = request.app[AGENT]
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return await people.by_token(token.strip())
    cookie = request.cookies.get(COOKIE)
    return await people.by_session(cookie) if cookie else None


def _bearer(request: web.Request) -> bool:
    return request.headers.get("Authorization", "").lower().startswith("bearer")


def _by_script(request: web.Request, agent: Agent) -> None:
    """A token that was stolen must not open doors that stay open when it is revoked."""
    if request.method in _SAFE:
        return
    if agent.reads_only:
        raise web.HTTPForbidden(text="this token may only read")
    if request.path.startswith((ACCOUNT, _STAFF)):
        raise web.HTTPForbidden(text="this is not for scripts: sign in with a browser")


def _first_things_first(request: web.Request, agent: Agent) -> None:
    due = owed(request, agent)
    if due and not request.path.startswith(_PAYS):
        raise Owed(f"first of all: {', '.join(due)}")


def _right(request: web.Request) -> Right:
    if request.path.startswith(ACCOUNT):
        return Right.OWN_ACCOUNT
    return _of_administration(request) if request.path.startswith(ADMIN) else _needed(request)


def _of_administration(request: web.Request) -> Right:
    match request.path.removeprefix(ADMIN).partition("/")[0]:
        case "jobs":
            return Right.RETRY_JOBS
        case "health" | "hours":
            return Right.READ_HEALTH
        case "fields":
            return Right.DEFINE_FIELDS
    return Right.MANAGE_AGENTS


def _needed(request: web.Request) -> Right:
    if supervised := _supervised(request.path):
        return supervised
    reads = request.method in _SAFE
    if request.path.startswith("/api/v1/contacts"):
        return Right.READ_CONTACTS if reads else Right.WORK_CONTACTS
    if reads:
        return Right.READ_TICKETS
    for place, right in _CHANGED.items():
        if request.path.startswith(place):
            return right
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
