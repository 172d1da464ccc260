"""Files beside the socket: citizens send them here, and fetch those of their own thread."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import structlog
from aiohttp import web

from channels.livechat.desk import FileDesk
from channels.livechat.guest import thread_of
from channels.livechat.limits import Limits
from channels.livechat.phrases import phrase
from channels.livechat.settings import LiveChatSettings
from tickets.domain.files import LARGEST, PICTURES_AND_PDF, headers_of, kind_of, name_of
from tickets.domain.message import Attachment
from tickets.domain.traffic import NoRoom

log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_MEGABYTE = 1 << 20
_ALLOWED = "Authorization, Content-Type, X-File-Name"
_SHOWN = "Content-Disposition, Retry-After"
_A_DAY = "86400"
_SLOWEST_UPLOAD = 300.0  # seconds


class _Problem(Exception):
    """What is wrong with a request; ``code`` is for programs and names the words."""

    def __init__(self, status: int, code: str, *, wait: int = 0, **values: object) -> None:
        super().__init__(code)
        self.status, self.code, self.wait, self.values = status, code, wait, values


class Files:
    """The requests of one live chat."""

    def __init__(
        self, channel: str, settings: LiveChatSettings, desk: FileDesk, limits: Limits
    ) -> None:
        self._channel, self._settings = channel, settings
        self._desk, self._limits = desk, limits

    @property
    def options(self) -> dict[str, Any] | None:
        """What may be sent, for the welcome; None: nothing."""
        if not self._settings.uploads:
            return None
        return {"max_bytes": LARGEST, "types": sorted(PICTURES_AND_PDF)}

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """``POST …/uploads``."""
        return await self._answered(request, self._upload)

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """``GET …/files/{file}``."""
        return await self._answered(request, self._fetch)

    async def preflight(self, request: web.Request) -> web.StreamResponse:
        """``OPTIONS`` of both: may this page ask?"""
        return await self._answered(request, self._preflight)

    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What the handler says, in a form that the page may read."""
        try:
            self._guard(request)
            response = await handler(request)
        except _Problem as why:
            response = _problem(why, locale_of(request))
        except Exception:  # the citizen must hear of it; the log says why
            log.exception("livechat.file_failed", channel=self._channel)
            response = _problem(_Problem(503, "failed"), locale_of(request))
        if response.status != 403:  # noqa: PLR2004  a foreign page reads nothing
            self._open_to_page(request, response)
        return response

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        if not self._settings.uploads:
            raise _Problem(403, "no_uploads")
        address = await self._address(request)
        if wait := self._limits.upload(address, request.remote or ""):
            raise _Problem(429, "too_many_uploads", wait=wait, seconds=wait)
        content = await _content(request)
        media_type = kind_of(request.headers.get("Content-Type", ""), content)
        if media_type not in PICTURES_AND_PDF:
            raise _Problem(415, "wrong_kind")
        name = name_of(unquote(request.headers.get("X-File-Name", ""), errors="replace"))
        file = await self._keep(address, content, name, media_type)
        body = {"id": str(file.id), "name": name, "media_type": media_type, "size": file.size}
        return web.json_response(body, status=201)

    async def _keep(self, address: str, content: bytes, name: str, media_type: str) -> Attachment:
        megabytes = self._settings.upload_megabytes
        try:
            return await self._desk.keep_file(
                self._channel,
                address,
                content=content,
                name=name,
                media_type=media_type,
                at_most=megabytes * _MEGABYTE,
            )
        except NoRoom:
            raise _Problem(413, "no_room", megabytes=megabytes) from None

    async def _fetch(self, request: web.Request) -> web.StreamResponse:
        address = await self._address(request)
        try:
            name = UUID(request.match_info["file"])
        except ValueError:
            raise _Problem(404, "no_file") from None
        file = await self._desk.file(self._channel, address, name)
        if file is None:
            raise _Problem(404, "no_file")
        content = await self._desk.content(file.digest)
        return web.Response(body=content, headers=headers_of(file.name, file.media_type))

    async def _preflight(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=204)

    async def _address(self, request: web.Request) -> str:
        """The thread of whoever asks; the token is in the header, never in the address."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        address = None
        if scheme.lower() == "bearer":
            address = await thread_of(token.strip(), self._desk, self._channel)
        if address is None:
            raise _Problem(401, "no_session")
        return address

    def _guard(self, request: web.Request) -> None:
        if not is_allowed(request.headers.get("Origin"), self._settings):
            raise _Problem(403, "foreign_page")

    def _open_to_page(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Vary"] = "Origin"
        origin = request.headers.get("Origin")
        if origin is None:
            return
        everyone = "*" in self._settings.allowed_origins
        response.headers["Access-Control-Allow-Origin"] = "*" if everyone else origin
        response.headers["Access-Control-Expose-Headers"] = _SHOWN
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = _ALLOWED
            response.headers["Access-Control-Max-Age"] = _A_DAY


def is_allowed(origin: str | None, settings: LiveChatSettings) -> bool:
    """Whether a page from there may use the chat; what names no page is no page."""
    allowed = settings.allowed_origins
    return origin is None or "*" in allowed or origin in allowed


def locale_of(request: web.Request) -> str:
    """The language of someone who has not said hello here: English where it is liked best."""
    liked = request.headers.get("Accept-Language", "").strip().lower()
    return "en" if liked.startswith("en") else "id"


async def _content(request: web.Request) -> bytes:
    """The bytes of the file; too many are not read to their end."""
    too_large = _Problem(413, "too_large", megabytes=LARGEST // _MEGABYTE)
    if (request.content_length or 0) > LARGEST:
        raise too_large
    content = bytearray()
    try:
        async with asyncio.timeout(_SLOWEST_UPLOAD):
            async for chunk in request.content.iter_any():
                content += chunk
                if len(content) > LARGEST:
                    raise too_large
    except TimeoutError:
        raise _Problem(408, "too_slow") from None
    except (ConnectionError, web.RequestPayloadError):  # they left; nobody reads this
        raise _Problem(400, "failed") from None
    if not content:
        raise _Problem(400, "empty")
    return bytes(content)


def _problem(why: _Problem, locale: str) -> web.Response:
    """A problem document (RFC 9457)."""
    detail = phrase(why.code, locale, **why.values)
    body = {"type": "about:blank", "title": why.code.replace("_", " ").capitalize()}
    full = {**body, "status": why.status, "detail": detail, "code": why.code}
    headers = {"Retry-After": str(why.wait)} if why.wait else None
    return web.json_response(
        full, status=why.status, headers=headers, content_type="application/problem+json"
    )
