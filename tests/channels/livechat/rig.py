"""A live chat on a real server on loopback, and a citizen's browser before it."""

import asyncio
import contextlib
import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import WSMsgType, web
from aiohttp.test_utils import BaseTestServer, TestServer

from channels.base import Channel, Intake, State
from channels.livechat.adapter import LiveChat
from channels.livechat.desk import ThreadDesk
from channels.livechat.session import address_of, fresh_token
from channels.livechat.settings import LiveChatSettings
from runtime.bus import Bus
from tests.channels.rig import Weather, until
from tickets.domain.lifecycle import Handler
from tickets.domain.message import Author, AuthorKind, Message
from tickets.domain.waiting import Outlook, Queue, outlook
from tickets.queries import ThreadState

MORNING = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
Frame = dict[str, Any]


@dataclasses.dataclass
class MemoryDesk:
    """A desk that keeps threads in memory."""

    threads: dict[str, list[Message]] = dataclasses.field(default_factory=dict)
    read: dict[str, int] = dataclasses.field(default_factory=dict)

    def store(self, address: str, text: str) -> None:
        """The bot has said this."""
        thread = self.threads.setdefault(address, [])
        said = Message(
            id=uuid.uuid4(), conversation=uuid.UUID(int=1), channel="obrolan",
            channel_kind="livechat", seq=len(thread) + 1, text=text, at=MORNING,
            author=Author(kind=AuthorKind.BOT, name="Tanya"),
        )  # fmt: skip
        thread.append(said)

    async def thread(
        self, channel: str, address: str, after: int
    ) -> tuple[list[Message], ThreadState | None]:
        said = self.threads.get(address, [])[max(after, 0) : max(after, 0) + 200]
        return said, await self.thread_state(channel, address)

    async def thread_state(self, channel: str, address: str) -> ThreadState | None:  # noqa: ARG002
        last = len(self.threads.get(address, []))
        return ThreadState(
            ticket="T-2026-000001-A", handler=Handler.BOT, waiting_since=None, last_seq=last
        )

    async def outlook(self, channel: str) -> Outlook:  # noqa: ARG002
        return outlook(Queue(at=MORNING), None)

    async def read_up_to(self, channel: str, address: str, seq: int) -> None:  # noqa: ARG002
        self.read[address] = seq


@dataclasses.dataclass
class Seconds:
    """A monotonic clock that stands still until it is moved."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def livechat(
    desk: ThreadDesk, bus: Bus, seconds: Seconds | None = None, **settings: Any  # noqa: ANN401
) -> LiveChat:  # fmt: skip
    """An adapter, configured like this."""
    chosen = LiveChatSettings(kind="livechat", **settings)
    return LiveChat("obrolan", chosen, desk=desk, bus=bus, monotonic=seconds or Seconds())


class Browser:
    """One socket of a citizen; frames are read when a test asks for them."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.session = ""

    async def hello(self, session: object = None, after: int = 0, locale: str = "id") -> Frame:
        """Say hello; the welcome."""
        await self.send(type="hello", session=session, after=after, locale=locale)
        welcome = await self.next("welcome")
        self.session = welcome["session"]
        return welcome

    async def send(self, **frame: object) -> None:
        """Send a frame."""
        await self.ws.send_str(json.dumps(frame))

    async def write(self, text: str, client_id: str | None = None) -> str:
        """Send a message; its client id."""
        client_id = client_id or str(uuid.uuid4())
        await self.send(type="message", client_id=client_id, text=text)
        return client_id

    async def frame(self, seconds: float = 5) -> Frame:
        """The next frame, of whatever type."""
        raw = await self.ws.receive(seconds)
        assert raw.type is WSMsgType.TEXT, raw
        frame: Frame = json.loads(raw.data)
        return frame

    async def next(self, kind: str, seconds: float = 5) -> Frame:
        """The next frame of this type; others are passed over."""
        async with asyncio.timeout(seconds):
            while (frame := await self.frame(seconds))["type"] != kind:
                pass
        return frame

    async def messages(self, count: int, seconds: float = 20) -> list[Frame]:
        """The next so many messages."""
        return [await self.next("message", seconds) for _ in range(count)]

    async def quiet(self, seconds: float = 0.15) -> list[Frame]:
        """What comes until nothing comes for a while."""
        frames = []
        with contextlib.suppress(TimeoutError):
            while True:
                frames.append(await self.frame(seconds))
        return frames


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a live chat is served."""

    server: BaseTestServer
    http: aiohttp.ClientSession

    @contextlib.asynccontextmanager
    async def browser(self, **headers: str) -> AsyncIterator[Browser]:
        """A socket that has not said hello."""
        url = self.server.make_url("/chat/v1/socket")
        async with self.http.ws_connect(url, headers=headers, max_msg_size=0) as ws:
            yield Browser(ws)


@contextlib.asynccontextmanager
async def listening(channel: LiveChat) -> AsyncIterator[Place]:
    """The server listens; whether the channel runs is another matter."""
    app = web.Application()
    app.router.add_get("/chat/v1/socket", channel.handle)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        yield Place(server, http)


@contextlib.asynccontextmanager
async def served(channel: LiveChat, intake: Intake) -> AsyncIterator[Place]:
    """The server listens and the channel runs, while the block lasts."""
    async with listening(channel) as place, asyncio.TaskGroup() as group:
        task = group.create_task(channel.run(intake))
        try:
            await until(lambda: channel.health.state is State.OK)
            yield place
        finally:
            task.cancel()


class LiveChatRig:
    """What the shared contract asks for."""

    def __init__(self, place: Place, chat: LiveChat, desk: MemoryDesk) -> None:
        self.channel: Channel = chat
        self.chat, self.desk = chat, desk
        self._place = place
        self._session, self._last = fresh_token(), ("", "")
        self._weather: Weather = "fair"
        self._acks: set[str] = set()
        self._heard: list[str] = []
        self._stack = contextlib.AsyncExitStack()
        self._browser: Browser | None = None
        self._door: Intake | None = None  # whom the socket was opened to

    async def arrive(self, text: str) -> None:
        browser = await self._online()
        self._last = (text, await browser.write(text))

    async def offer_again(self) -> None:
        text, client_id = self._last
        await (await self._online()).write(text, client_id)

    async def arrive_unreadable(self) -> None:
        await (await self._online()).ws.send_str("{bukan json")

    async def acknowledged(self) -> int:
        await self._listen()
        return len(self._acks)

    def weather(self, weather: Weather) -> None:
        self._weather = weather

    def address(self) -> str:
        return "not a session" if self._weather == "refused" else address_of(self._session)

    async def sent(self) -> list[str]:
        await self._listen()
        return self._heard

    async def open(self) -> None:
        """Wait until sockets are taken in."""
        await until(lambda: self.chat.health.state is State.OK)

    async def close(self) -> None:
        """The citizen leaves the page."""
        await self._stack.aclose()

    async def _online(self) -> Browser:
        """The socket; a new one with the old session when the channel started again."""
        await self.open()
        if self._browser is None or self._door is not self.chat._intake:
            await self._stack.aclose()
            self._browser = await self._stack.enter_async_context(self._place.browser())
            self._door = self.chat._intake
            await self._browser.hello(self._session)
        return self._browser

    async def _listen(self) -> None:
        for frame in await (await self._online()).quiet(0.02):
            if frame["type"] == "ack":
                self._acks.add(frame["client_id"])
            if frame["type"] == "message":
                self._heard.append(frame["text"])
