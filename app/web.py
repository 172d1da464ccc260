"""The web application: citizens' pages, the desk, health and metrics, on one port."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import sqlalchemy as sa
from aiohttp import web
from aiohttp.typedefs import Middleware
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from app.bootstrap import House
from app.bot_desk import mount_bot_desk
from app.health import Board
from app.pages import mount_pages
from channels.base import State
from console.administration import mount_administration
from console.auth import guard
from console.fields import mount_fields
from console.live import Live
from console.problems import Handler, problems
from console.routes import mount
from console.together import mount_together
from console.writing import mount_writing
from runtime.db import Tx
from runtime.http import Network, client_address
from tickets.queries import Balance

_ROOT = Path(__file__).parent.parent
WIDGET = _ROOT / "channels" / "livechat" / "widget" / "dist"
CONSOLE = _ROOT / "console" / "web" / "dist"
_POLICY = (
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'self'"
)
_LARGEST_BODY = 1024 * 1024


class PortTaken(Exception):
    """Someone else listens there."""


@web.middleware
async def _headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPException as why:
        _protect(why)
        raise
    if not response.prepared:
        _protect(response)
    return response


def _from_proxies(trusted: Sequence[Network]) -> Middleware:
    """Find out who is behind our own proxies, for all who ask where a request came from."""

    @web.middleware
    async def whose(request: web.Request, handler: Handler) -> web.StreamResponse:
        if trusted:
            told = request.headers.getall("X-Forwarded-For", [])
            remote = client_address(request.remote or "", told, trusted)
            request = request.clone(remote=remote)
        return await handler(request)

    return whose


def _protect(response: web.StreamResponse) -> None:
    for name, value in (
        ("Content-Security-Policy", _POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
    ):
        response.headers.setdefault(name, value)


def application(house: House, live: Live, board: Board | None = None) -> web.Application:
    """All routes; ``board``: who keeps an eye on all parts."""
    whose = _from_proxies(house.settings.web.trusted_proxies)
    app = web.Application(
        middlewares=[whose, _headers, problems, guard], client_max_size=_LARGEST_BODY
    )
    pages = _Pages(house)
    app.router.add_get("/healthz", pages.healthz)
    app.router.add_get("/readyz", pages.readyz)
    app.router.add_get("/metrics", pages.metrics)
    for chat in house.livechats:
        chat.mount(app, f"/chat/v1/{chat.name}")
    for chat in house.livechats[:1]:
        chat.mount(app, "/chat/v1")
    for hook in house.hooks:
        app.router.add_post(hook.path, hook.handle)
    mount_bot_desk(app, house)
    secure = house.settings.web.public_url.startswith("https:")
    mount_writing(app, house.writing)
    mount_together(app, house.together, house.people, house.presence)
    mount_fields(app, house.fields)
    mount(
        app,
        queries=house.queries,
        commands=house.agents,
        people=house.people,
        presence=house.presence,
        contacts=house.contact_queries,
        contact_commands=house.contacts,
        search=house.search,
        resends=house.resends,
        splits=house.splits,
        blobs=house.blobs,
        live=live,
        mailboxes=_mailboxes(house),
        secure=secure,
        supervising=house.supervising,
    )
    mount_administration(app, house.administration, board or Board(house))
    mount_pages(app, house)
    _assets(app)
    return app


def _mailboxes(house: House) -> list[str]:
    return [one.name for one in house.channels.values() if one.kind == "email"]


def _assets(app: web.Application) -> None:
    app.router.add_get("/", _page(WIDGET / "index.html"))
    app.router.add_get("/console", _to("/console/"))
    app.router.add_get("/console/", _page(CONSOLE / "index.html"))
    app.router.add_get("/console/{file:.+}", _file(CONSOLE))
    app.router.add_get("/{file:[a-z0-9._-]+\\.(?:js|css|svg|png|ico|txt)}", _file(WIDGET))


def _to(place: str) -> Handler:
    async def redirect(_: web.Request) -> web.StreamResponse:
        raise web.HTTPMovedPermanently(place)

    return redirect


def _page(path: Path) -> Handler:
    async def page(_: web.Request) -> web.StreamResponse:
        if not await asyncio.to_thread(path.exists):
            raise web.HTTPServiceUnavailable(text="the pages are not built yet: run `make web`")
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    return page


def _file(folder: Path) -> Handler:
    async def file(request: web.Request) -> web.StreamResponse:
        path = await asyncio.to_thread(_inside, folder, request.match_info["file"])
        hashed = path.parent.name == "assets"
        age = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return web.FileResponse(path, headers={"Cache-Control": age})

    return file


def _inside(folder: Path, name: str) -> Path:
    """A file of the folder, whatever the name tries; raises HTTPNotFound."""
    try:
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return path
    except (OSError, ValueError):
        pass  # a name no file can have
    raise web.HTTPNotFound


class _Pages:
    """Pages for operators and their monitoring."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def healthz(self, _: web.Request) -> web.Response:
        """The process is alive."""
        return web.json_response({"status": "alive"})

    async def readyz(self, _: web.Request) -> web.Response:
        """Every part with its state; 503 when nothing can be stored."""
        parts = {"database": await self._database(), **self._channels(), **self._nlu()}
        stored = parts["database"]["state"] == "ok"
        if stored:
            parts["jobs"] = {"state": "ok", **await self._house.queries.jobs()}
        body = {"status": "ready" if stored else "unavailable", "parts": parts}
        return web.json_response(body, status=200 if stored else 503)

    async def metrics(self, _: web.Request) -> web.Response:
        """Counts for Prometheus."""
        registry = CollectorRegistry()
        jobs = Gauge("tanya_jobs", "Jobs by state", ["state"], registry=registry)
        for state, n in (await self._house.queries.jobs()).items():
            jobs.labels(state).set(n)
        arrivals = Gauge(
            "tanya_arrivals", "Arrivals by outcome", ["channel", "outcome"], registry=registry
        )
        book = await self._house.queries.ledger()
        for channel, outcomes in book.items():
            for outcome, n in outcomes.items():
                arrivals.labels(channel, outcome).set(n)
        mail = [
            Balance(channel=name, outcomes=book.get(name, {})) for name in _mailboxes(self._house)
        ]
        for what in ("seen", "filed", "set_aside", "waiting"):
            words = f"Mails {what.replace('_', ' ')}; seen = filed + set aside + waiting"
            gauge = Gauge(f"tanya_mail_{what}", words, ["channel"], registry=registry)
            for box in mail:
                gauge.labels(box.channel).set(getattr(box, what))
        refused = Gauge(
            "tanya_telegram_refused", "Calls without the secret", ["channel"], registry=registry
        )
        for hook in self._house.hooks:
            refused.labels(hook.channel).set(hook.refused)
        up = Gauge("tanya_channel_up", "Channels that work", ["channel"], registry=registry)
        for each in self._house.channels.values():
            up.labels(each.name).set(each.health.state is State.OK)
        return web.Response(body=generate_latest(registry), content_type="text/plain")

    async def _database(self) -> dict[str, object]:
        def look(tx: Tx) -> object:
            return tx.value(sa.select(1))

        try:
            async with asyncio.timeout(3):
                await self._house.db.read(look)
        except Exception as why:  # noqa: BLE001  whatever it is, it is not ready
            return {"state": "failing", "reason": type(why).__name__}
        return {"state": "ok"}

    def _channels(self) -> dict[str, dict[str, object]]:
        return {
            f"channel:{c.name}": {"state": str(c.health.state), "reason": c.health.reason}
            for c in self._house.channels.values()
        }

    def _nlu(self) -> dict[str, dict[str, object]]:
        rasa, client = self._house.rasa, self._house.client
        state = rasa.state if rasa is not None else "elsewhere"
        reason = rasa.reason if rasa is not None else ""
        return {"nlu": {"state": state, "reason": reason, "breaker": client.state}}


@contextlib.asynccontextmanager
async def listening(house: House) -> AsyncIterator[str]:
    """Serve while the block lasts; the address it serves on.  Raises `PortTaken`."""
    live, board = Live(house.queries, house.bus), Board(house)
    app = application(house, live, board)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=5)
    await runner.setup()
    host, port = house.settings.web.host, house.settings.web.port
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as why:
            raise PortTaken(
                f"cannot listen on {host}:{port} ({why.strerror or why}); "
                "choose another with --port or TANYA_WEB__PORT"
            ) from None
        async with asyncio.TaskGroup() as group:
            looks = group.create_task(board.run())
            yield f"http://{host}:{runner.addresses[0][1]}"
            looks.cancel()
    finally:
        await live.close()
        for chat in house.livechats:
            await chat.close()
        await runner.cleanup()
