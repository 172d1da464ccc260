"""The two doors of the server: ``POST /model/parse`` and ``GET /status``."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from .batcher import Batcher, Busy, ParseFailed
from .texts import presentable

LARGEST_BODY = 64 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def problem(status: int, title: str) -> web.Response:
    """Answer with an RFC 9457 problem."""
    return web.json_response(
        {"type": "about:blank", "title": title, "status": status},
        status=status,
        content_type="application/problem+json",
        headers={"Retry-After": "1"} if status == web.HTTPServiceUnavailable.status_code else None,
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


def application(batcher: Batcher, status: Mapping[str, Any]) -> web.Application:
    """Build the application; ``status`` is what ``GET /status`` says beside ``ready``."""

    async def parse(request: web.Request) -> web.Response:
        text = presentable(text_in(await request.read()))
        return web.json_response(await batcher.ask(text))

    async def show_status(_: web.Request) -> web.Response:
        ready = not batcher.stuck
        return web.json_response({"ready": ready, **status}, status=200 if ready else 503)

    app = web.Application(middlewares=[problems], client_max_size=LARGEST_BODY)
    app.router.add_post("/model/parse", parse)
    app.router.add_get("/status", show_status)
    return app
