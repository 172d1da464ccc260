"""A citizen at the live chat socket, as the widget behaves: keeps, resends, resumes."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

_NO_GOODBYE = aiohttp.ClientWSTimeout(ws_close=0.2)  # a page that leaves waits for nobody


class Citizen:
    """One chat; survives reconnects."""

    def __init__(self) -> None:
        self.session: str | None = None
        self.messages: dict[int, dict[str, Any]] = {}
        self.states: list[dict[str, Any]] = []
        self.errors: list[dict[str, Any]] = []
        self.acks: dict[str, int] = {}
        self.done: set[str] = set()  # client ids of what was asked for and is done
        self.options: dict[str, Any] = {}  # what the server offers
        self.links: list[dict[str, Any]] = []
        self.ticket: str | None = None
        self.gone = False  # the server ended the connection
        self._ws: aiohttp.ClientWebSocketResponse | None = None

    @contextlib.asynccontextmanager
    async def online(self, base: str) -> AsyncIterator["Citizen"]:
        """Connected while the block lasts."""
        after, self.gone = max(self.messages, default=0), False
        async with (
            aiohttp.ClientSession() as http,
            http.ws_connect(f"{base}/chat/v1/socket", timeout=_NO_GOODBYE) as self._ws,
            asyncio.TaskGroup() as group,
        ):
            hello = {"type": "hello", "session": self.session, "after": after, "locale": "id"}
            await self._ws.send_json(hello)
            reader = group.create_task(self._read(self._ws))
            try:
                yield self
            finally:
                reader.cancel()

    async def _read(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        async for raw in ws:
            if raw.type is aiohttp.WSMsgType.TEXT:
                self._take(json.loads(raw.data))
        self.gone = True

    def _take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "welcome":
                self.session = frame["session"]
                self.ticket = frame["ticket"] or self.ticket
                self.options = frame.get("options", {})
            case "message":
                assert frame["seq"] == max(self.messages, default=0) + 1, "a gap, or a double"
                self.messages[frame["seq"]] = frame
            case "ack":
                self.acks[frame["client_id"]] = frame["seq"]
            case "state":
                self.states.append(frame)
                self.ticket = frame.get("ticket") or self.ticket
            case "done":
                self.done.add(frame["client_id"])
            case "link":
                self.links.append(frame)
            case "error":
                self.errors.append(frame)

    async def write(self, text: str, client_id: str | None = None) -> str:
        """Send a message; its client id."""
        client_id = client_id or str(uuid.uuid4())
        await self.send({"type": "message", "client_id": client_id, "text": text})
        return client_id

    async def send(self, frame: dict[str, Any]) -> None:
        """Send any frame."""
        assert self._ws is not None
        await self._ws.send_json(frame)

    async def says(self, text: str) -> None:
        """Send a message and wait until it is stored."""
        client_id = await self.write(text)
        await self.until(lambda: client_id in self.acks or bool(self.errors) or self.gone)
        assert client_id in self.acks, self.errors or "the server is gone"

    async def goes_on(self, channel: str) -> str:
        """Ask to go on there; the link."""
        before = len(self.links)
        client_id = str(uuid.uuid4())
        await self.send({"type": "continue", "client_id": client_id, "channel": channel})
        await self.until(lambda: len(self.links) > before or bool(self.errors))
        assert len(self.links) > before, self.errors
        url: str = self.links[-1]["url"]
        return url

    async def hears(self, words: str, author: str) -> dict[str, Any]:
        """Wait for a message of this author with these words in it."""

        def found() -> list[dict[str, Any]]:
            of_them = (m for m in self.messages.values() if m["author"]["kind"] == author)
            return [m for m in of_them if words in m["text"]]

        await self.until(lambda: bool(found()))
        return found()[0]

    async def until(self, true: Any, seconds: float = 20) -> None:  # noqa: ANN401
        """Wait for something to become true."""
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.01)

    def texts(self, author: str) -> list[str]:
        """What this author said."""
        return [m["text"] for m in self.messages.values() if m["author"]["kind"] == author]
