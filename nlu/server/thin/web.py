"""The two doors of the server: ``POST /model/parse`` and ``GET /status``."""

import asyncio
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from .batcher import Batcher, Busy, ParseFailed
from .texts import presentable

LARGEST_BODY = 64 * 1024
PATIENCE = 10.0  # seconds for a body to come, and again for its answer


def problem(status: int, title: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer with an RFC 9457 problem."""
    again = {"Retry-After": "1"} if status == web.HTTPServiceUnavailable.status_code else {}
    return web.json_response(
        {"type": "about:blank", "title": title, "status": status},
        status=status,
        content_type="application/problem+json",
        headers=again | dict(headers or {}),
    )


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into a problem that repeats nothing of the request."""
    try:
        return await handler(request)
    except web.HTTPException as refused:
        return problem(refused.status, refused.reason)
    except Busy:
        return problem(503, "Busy")
    except ParseFailed as failed:
        return problem(500, f"The model failed: {failed}")
    except Exception as error:  # noqa: BLE001  a traceback could show the text
        return problem(500, type(error).__name__)


def guard(token: str) -> Middleware:
    """Return a middleware that lets nobody in without ``Authorization: Bearer <token>``."""
    expected = token.encode()

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        shown = given.strip().encode(errors="surrogateescape")
        if not hmac.compare_digest(shown, expected) or scheme.lower() != "bearer":
            refused = problem(401, "Unauthorized", {"WWW-Authenticate": "Bearer"})
            refused.force_close()  # a stranger keeps no connection
            return refused
        return await handler(request)

    return guarded


def text_in(body: bytes) -> str:
    """Return the text that is asked about; raises `HTTPBadRequest`."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(reason="The body is not JSON") from None
    text = document.get("text") if isinstance(document, dict) else None
    if not isinstance(text, str):
        raise web.HTTPBadRequest(reason='The body is not {"text": "..."}')
    return text


def application(
    batcher: Batcher,
    status: Mapping[str, Any],
    *,
    token: str | None = None,
    patience: float = PATIENCE,
    leaving: Callable[[], bool] = lambda: False,
) -> web.Application:
    """Build the application; ``status`` is what ``GET /status`` says beside ``ready``.

    While ``leaving`` every answer ends its connection: the next one finds another server.
    """

    async def body_of(request: web.Request) -> bytes:
        try:
            async with asyncio.timeout(patience):
                return await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None

    async def parse(request: web.Request) -> web.Response:
        text = presentable(text_in(await body_of(request)))
        try:
            async with asyncio.timeout(patience):
                return web.json_response(await batcher.ask(text))
        except TimeoutError:
            return problem(503, "The model took too long")

    async def show_status(_: web.Request) -> web.Response:
        ready = not batcher.stuck
        return web.json_response({"ready": ready, **status}, status=200 if ready else 503)

    async def part(_: web.Request, response: web.StreamResponse) -> None:
        if leaving():
            response.headers["Connection"] = "close"
            response.force_close()

    doors: list[Middleware] = [problems] if token is None else [problems, guard(token)]
    app = web.Application(middlewares=doors, client_max_size=LARGEST_BODY)
    app.on_response_prepare.append(part)
    app.router.add_post("/model/parse", parse)
    app.router.add_get("/status", show_status)
    return app
