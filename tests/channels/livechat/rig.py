"""A live chat on a real server on loopback, and a citizen's browser before it."""

import asyncio
import contextlib
import dataclasses
import datetime as dt
import json
import random
import uuid
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
from aiohttp import WSMsgType, web
from aiohttp.test_utils import BaseTestServer, TestServer

from app import desks
from channels.base import Channel, Intake, State
from channels.livechat.adapter import LiveChat
from channels.livechat.desk import ChatDesk
from channels.livechat.post import PostDesk
from channels.livechat.session import address_of, fresh_token
from channels.livechat.settings import LiveChatSettings
from runtime.bus import Bus
from tests.channels.rig import Weather, until
from tests.tickets.desk import Desk
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import Attachment, Author, AuthorKind, Message
from tickets.domain.traffic import Visitor
from tickets.domain.waiting import Outlook, Queue, outlook
from tickets.queries import ThreadState

MORNING = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
Frame = dict[str, Any]


@dataclasses.dataclass
class MemoryDesk:
    """A desk that keeps threads in memory."""

    threads: dict[str, list[Message]] = dataclasses.field(default_factory=dict)
    read: dict[str, int] = dataclasses.field(default_factory=dict)
    typed: list[str] = dataclasses.field(default_factory=list)
    bindings: dict[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    told: dict[str, Visitor] = dataclasses.field(default_factory=dict)

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
            ticket="T-2026-000001-A", handler=Handler.BOT, status=Status.OPEN, agent=None,
            waiting_since=None, last_seq=last, office_read=0, may_rate=False,
        )  # fmt: skip

    async def outlook(self, channel: str) -> Outlook:  # noqa: ARG002
        return outlook(Queue(at=MORNING), None)

    async def read_up_to(self, channel: str, address: str, seq: int) -> None:  # noqa: ARG002
        self.read[address] = seq

    async def typing(self, ticket: str) -> None:
        self.typed.append(ticket)

    async def agent_name(self, agent: uuid.UUID) -> str | None:  # noqa: ARG002
        return "Sari"

    async def rate(
        self, channel: str, address: str, client_id: str, score: int, comment: str  # noqa: ARG002
    ) -> bool:  # fmt: skip
        return False

    async def describe(self, channel: str, address: str, visitor: Visitor) -> None:  # noqa: ARG002
        self.told[address] = visitor

    async def bind(self, digest: str, channel: str, address: str) -> None:
        self.bindings[digest, channel] = address

    async def bound(self, digest: str, channel: str) -> str | None:
        return self.bindings.get((digest, channel))

    async def keep_file(
        self, channel: str, address: str, *, content: bytes, name: str, media_type: str,  # noqa: ARG002
        at_most: int,  # noqa: ARG002
    ) -> Attachment:  # fmt: skip
        return Attachment(
            id=uuid.uuid4(), digest="0" * 64, name=name, media_type=media_type, size=len(content)
        )

    async def file(self, channel: str, address: str, file: uuid.UUID) -> Attachment | None:  # noqa: ARG002
        return None

    async def content(self, digest: str) -> bytes:
        raise FileNotFoundError(digest)


@dataclasses.dataclass
class Seconds:
    """A monotonic clock that stands still until it is moved."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def livechat(
    desk: ChatDesk,
    bus: Bus,
    seconds: Seconds | None = None,
    *,
    post: PostDesk | None = None,
    heartbeat: float = 25.0,
    slowest: float = 20.0,
    **settings: Any,  # noqa: ANN401
) -> LiveChat:
    """An adapter, configured like this."""
    chosen = LiveChatSettings(kind="livechat", **settings)
    return LiveChat(
        "obrolan", chosen, desk=desk, bus=bus, monotonic=seconds or Seconds(), chance=random.random,
        post=post, heartbeat=heartbeat, slowest=slowest,
    )  # fmt: skip


def real_desk(desk: Desk) -> ChatDesk:
    """The real store, as a live chat sees it."""
    return desks.ChatDesk(desk.queries, desk.deliveries, desk.chats, desk.blobs)


class Browser:
    """One socket of a citizen; frames are read when a test asks for them."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.session = ""

    async def hello(
        self, session: object = None, after: int = 0, locale: str = "id", **more: object
    ) -> Frame:
        """Say hello; the welcome."""
        await self.send(type="hello", session=session, after=after, locale=locale, **more)
        welcome = await self.next("welcome")
        self.session = welcome["session"]
        return welcome

    async def send(self, **frame: object) -> None:
        """Send a frame."""
        await self.ws.send_str(json.dumps(frame))

    async def write(self, text: str, client_id: str | None = None, **more: object) -> str:
        """Send a message; its client id."""
        client_id = client_id or str(uuid.uuid4())
        await self.send(type="message", client_id=client_id, text=text, **more)
        return client_id

    async def frame(self, seconds: float = 10) -> Frame:
        """The next frame, of whatever type."""
        raw = await self.ws.receive(seconds)
        assert raw.type is WSMsgType.TEXT, raw
        frame: Frame = json.loads(raw.data)
        return frame

    async def next(self, kind: str, seconds: float = 10) -> Frame:
        """The next frame of this type; others are passed over."""
        async with asyncio.timeout(seconds):
            while (frame := await self.frame(seconds))["type"] != kind:
                pass
        return frame

    async def messages(self, count: int, seconds: float = 20) -> list[Frame]:
        """The next so many messages."""
        return [await self.next("message", seconds) for _ in range(count)]

    async def quiet(self, seconds: float = 0.3) -> list[Frame]:
        """What comes until nothing comes for a while."""
        frames = []
        with contextlib.suppress(TimeoutError):
            while True:
                frames.append(await self.frame(seconds))
        return frames


@dataclasses.dataclass(frozen=True)
class Reply:
    """What came back over HTTP."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> Frame:
        """As JSON."""
        body: Frame = json.loads(self.content)
        return body

    @property
    def problem(self) -> tuple[int, str]:
        """Status and code of a problem document, which has words in it."""
        assert self.headers["Content-Type"].startswith("application/problem+json")
        assert self.body["status"] == self.status
        assert self.body["detail"]
        return self.status, self.body["code"]


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

    async def upload(
        self, session: str, content: bytes, name: str = "foto.png", **headers: str
    ) -> Reply:
        """Send a file as the widget does."""
        told = {"Authorization": f"Bearer {session}", "X-File-Name": quote(name), **headers}
        return await self.call("POST", "/chat/v1/uploads", told, content)

    async def fetch(self, session: str, url: str, **headers: str) -> Reply:
        """Ask for a file."""
        return await self.call("GET", url, {"Authorization": f"Bearer {session}", **headers})

    async def call(
        self, method: str, path: str, headers: Mapping[str, str], data: object = None
    ) -> Reply:
        """Ask for anything."""
        url = self.server.make_url(path)
        async with self.http.request(method, url, headers=headers, data=data) as answer:
            return Reply(answer.status, answer.headers, await answer.read())


@contextlib.asynccontextmanager
async def listening(channel: LiveChat) -> AsyncIterator[Place]:
    """The server listens; whether the channel runs is another matter."""
    app = web.Application()
    channel.mount(app, "/chat/v1")
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
