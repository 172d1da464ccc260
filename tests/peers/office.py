"""The office's end of a live chat on loopback: keeps what is said, says what it is told."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aiohttp import WSCloseCode, web
from aiohttp.test_utils import TestServer

WIDGET = Path(__file__).parents[2] / "channels" / "livechat" / "widget" / "dist"
TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf")
LARGEST = 1 << 20
_AT = "2020-06-17T07:05:00+00:00"
_POLICY = (
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'"
)


class Office:
    """One conversation, whoever comes; `docs/wire.md` section 1 in its whole."""

    def __init__(self, **options: object) -> None:
        self.options = {
            "upload": {"max_bytes": LARGEST, "types": list(TYPES)},
            "continue": ["telegram", "email"],
            "mail": True,
            **options,
        }
        self.base = ""
        self.messages: list[dict[str, Any]] = []
        self.state: dict[str, Any] = {"type": "state", "handler": "bot", "ticket": None}
        self.frames: list[dict[str, Any]] = []  # all that came
        self.files: dict[str, tuple[str, str, bytes]] = {}  # name, media type, bytes
        self.refuse: str | None = None  # the code of an error for all that is asked
        self.gate = asyncio.Event()  # uploads wait for it
        self.gate.set()
        self.files_gate = asyncio.Event()  # downloads wait for it
        self.files_gate.set()
        self._sockets: set[web.WebSocketResponse] = set()
        self._session = uuid.uuid4().hex

    def application(self) -> web.Application:
        """Its routes, and the widget's own files."""
        app = web.Application(client_max_size=2 * LARGEST)
        app.router.add_get("/", self._page)
        app.router.add_get("/host", self._host)
        app.router.add_get("/chat/v1/socket", self._socket)
        app.router.add_post("/chat/v1/uploads", self._upload)
        app.router.add_get("/chat/v1/files/{id}", self._file)
        app.router.add_static("/", WIDGET)
        return app

    async def say(self, text: str, author: str = "bot", **more: object) -> None:
        """Add a message and show it to whoever is there."""
        name = {"agent": "Sari"}.get(author)
        frame = {
            "type": "message", "seq": len(self.messages) + 1, "text": text, "at": _AT,
            "author": {"kind": author, "name": name}, "choices": [], "attachments": [], **more,
        }  # fmt: skip
        self.messages.append(frame)
        await self.tell(frame)

    async def stand(self, **state: object) -> None:
        """How it stands from now on."""
        self.state = {"type": "state", "ticket": "T-2020-000123-K", **state}
        await self.tell(self.state)

    async def tell(self, frame: dict[str, Any]) -> None:
        """Send a frame to whoever is there."""
        for ws in list(self._sockets):
            await ws.send_str(json.dumps(frame))

    async def leave(self, retry_ms: int) -> None:
        """Go, as a server that is stopped in good order."""
        await self.tell({"type": "bye", "retry_ms": retry_ms})
        for ws in list(self._sockets):
            await ws.close(code=WSCloseCode.SERVICE_RESTART)

    def keep(self, name: str, media_type: str, data: bytes) -> dict[str, Any]:
        """Have a file; what a message says of it."""
        id_ = uuid.uuid4().hex
        self.files[id_] = (name, media_type, data)
        return {
            "id": id_, "name": name, "media_type": media_type, "size": len(data),
            "url": f"/chat/v1/files/{id_}",
        }  # fmt: skip

    def heard(self, kind: str) -> list[dict[str, Any]]:
        """The frames of a kind that came, in order."""
        return [frame for frame in self.frames if frame["type"] == kind]

    async def _page(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(WIDGET / "index.html", headers={"Content-Security-Policy": _POLICY})

    async def _host(self, _: web.Request) -> web.Response:
        """Somebody else's page with the chat on it."""
        html = (
            "<!doctype html><html lang=id><title>Kantor</title><meta name=viewport "
            "content='width=device-width, initial-scale=1'><main><h1>Kantor</h1>"
            "<p><a href='#'>Beranda</a></p></main>"
            "<script>window.TanyaSettings={attributes:{page:'/host'}}</script>"
            "<script async src=/widget.js></script>"
        )
        return web.Response(text=html, content_type="text/html")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        self._sockets.add(ws)
        try:
            async for raw in ws:
                frame = json.loads(raw.data)
                self.frames.append(frame)
                await self._answer(ws, frame)
        finally:
            self._sockets.discard(ws)
        return ws

    async def _answer(self, ws: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        client_id = frame.get("client_id")
        match frame["type"]:
            case "hello":
                await self._welcome(ws, frame["after"])
            case kind if self.refuse and client_id and kind != "hello":
                error = {"type": "error", "code": self.refuse, "detail": "", "client_id": client_id}
                await ws.send_str(json.dumps(error))
            case "message" | "choose":
                await self._store(ws, frame)
            case "rate" | "contact" | "transcript":
                await ws.send_str(json.dumps({"type": "done", "client_id": client_id}))
            case "continue":
                telegram = frame["channel"] == "telegram"
                url = "https://t.me/tanya?start=x" if telegram else "mailto:tanya+x@kantor.example"
                link = {"type": "link", "client_id": client_id, "url": url, "until": _AT}
                await ws.send_str(json.dumps({**link, "channel": frame["channel"]}))

    async def _welcome(self, ws: web.WebSocketResponse, after: int) -> None:
        last = len(self.messages)
        welcome = {"type": "welcome", "session": self._session, "ticket": self.state["ticket"]}
        await ws.send_str(json.dumps({**welcome, "seq": last, "options": self.options}))
        for message in self.messages[after:]:
            await ws.send_str(json.dumps(message))
        await ws.send_str(json.dumps(self.state))

    async def _store(self, ws: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        known = [m["seq"] for m in self.messages if m.get("client_id") == frame["client_id"]]
        if not known:
            files = [self._named(one) for one in frame.get("attachments", ())]
            await self.say(
                frame.get("text", ""), "contact", client_id=frame["client_id"], attachments=files
            )
            known = [len(self.messages)]
        ack = {"type": "ack", "client_id": frame["client_id"], "seq": known[0]}
        await ws.send_str(json.dumps(ack))

    def _named(self, id_: str) -> dict[str, Any]:
        name, media_type, data = self.files[id_]
        url = f"/chat/v1/files/{id_}"
        return {"id": id_, "name": name, "media_type": media_type, "size": len(data), "url": url}

    def _guard(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {self._session}":
            raise web.HTTPUnauthorized

    async def _upload(self, request: web.Request) -> web.Response:
        self._guard(request)
        data = await request.read()
        await self.gate.wait()
        name = unquote(request.headers["X-File-Name"])
        kept = self.keep(name, request.content_type, data)
        return web.json_response(kept, status=201)

    async def _file(self, request: web.Request) -> web.Response:
        self._guard(request)
        await self.files_gate.wait()
        name, media_type, data = self.files[request.match_info["id"]]
        disposition = f'attachment; filename="{name}"'
        headers = {"Content-Disposition": disposition, "Content-Type": media_type}
        return web.Response(body=data, headers=headers)


@contextlib.asynccontextmanager
async def office(**options: object) -> AsyncIterator[Office]:
    """Serve while the block lasts."""
    ours = Office(**options)
    server = TestServer(ours.application())
    await server.start_server(shutdown_timeout=1)  # browsers come back at once
    try:
        ours.base = str(server.make_url("/")).rstrip("/")
        yield ours
    finally:
        await ours.leave(60_000)
        await server.close()
