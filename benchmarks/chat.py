"""Live chat with many connected: how soon an agent's words arrive, and what idle visitors cost."""

import asyncio
import contextlib
import dataclasses
import json
import os
import random
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Protocol

import aiohttp
import uvloop

from app.migrate import migrate
from benchmarks import floors
from benchmarks.chat_storm import database
from benchmarks.livechat import NO_LIMITS, percentiles
from runtime.files import allow_many_files
from tests.peers.rasa import rasa
from tests.peers.server import Desk, Server, at_the_desk

VISITORS, RATE, SECONDS = 1000, 50, 20.0
IDLE, WARM, SITTING = 5000, 250, 65.0
ENGINES = ("SQLite", "PostgreSQL")
_PERSON = "saya mau bicara dengan petugas"
_AT_ONCE = 50  # that come in
_PATIENCE = 120.0  # seconds


class Place(Protocol):
    """Where visitors connect to, and where somebody speaks to them."""

    async def enter(self, http: aiohttp.ClientSession) -> "Visitor":
        """Come in and be ready to be spoken to."""

    async def say(self, visitor: "Visitor", text: str) -> None:
        """Speak to one of them."""


@dataclasses.dataclass(kw_only=True)
class Visitor:
    """One open socket, and when what was said to it arrived."""

    ws: aiohttp.ClientWebSocketResponse
    name: str  # how it is spoken to
    heard: dict[str, float] = dataclasses.field(default_factory=dict)

    async def listen(self, text_of: Callable[[str], str | None]) -> None:
        """Until the socket ends."""
        async for raw in self.ws:
            text = text_of(raw.data)
            if text is not None:
                self.heard[text] = time.perf_counter()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Milliseconds from the request to the visitor's screen."""

    p50: float
    p95: float
    longest: float
    sent: int


class Chat:
    """Our live chat: visitors who wait for a person, and an agent at the API."""

    def __init__(self, base: str, desk: Desk) -> None:
        self._base, self._desk = base, desk

    async def enter(self, http: aiohttp.ClientSession) -> Visitor:
        """Ask for a person, and wait until one is called."""
        ws = await _hello(http, self._base)
        await ws.send_json({"type": "message", "client_id": str(uuid.uuid4()), "text": _PERSON})
        async with asyncio.timeout(_PATIENCE):
            while True:
                frame = json.loads(await ws.receive_str())
                if frame["type"] == "state" and frame["handler"] == "queue":
                    return Visitor(ws=ws, name=frame["ticket"])

    async def say(self, visitor: Visitor, text: str) -> None:
        """Reply on their ticket."""
        await self._desk.reply(visitor.name, text)

    @staticmethod
    def text_of(frame: str) -> str | None:
        """What an agent said."""
        read = json.loads(frame)
        said = read["type"] == "message" and read["author"]["kind"] == "agent"
        return str(read["text"]) if said else None


class Relay:
    """The floor: a server that stores nothing and passes on at once."""

    def __init__(self, base: str, http: aiohttp.ClientSession) -> None:
        self._base, self._http = base, http

    async def enter(self, http: aiohttp.ClientSession) -> Visitor:
        """Be known under a name."""
        ws = await http.ws_connect(f"{self._base}/socket")
        return Visitor(ws=ws, name=await ws.receive_str())

    async def say(self, visitor: Visitor, text: str) -> None:
        """Have it passed on."""
        body = {"to": visitor.name, "text": text}
        async with self._http.post(f"{self._base}/say", json=body) as answer:
            answer.raise_for_status()

    @staticmethod
    def text_of(frame: str) -> str | None:
        """All that comes was said to the visitor."""
        return frame


async def _hello(http: aiohttp.ClientSession, base: str) -> aiohttp.ClientWebSocketResponse:
    ws = await http.ws_connect(f"{base}/chat/v1/socket")
    await ws.send_json({"type": "hello", "session": None, "after": 0, "locale": "id"})
    assert json.loads(await ws.receive_str())["type"] == "welcome"  # noqa: S101
    return ws


async def delivery(place: Chat | Relay) -> Delivery:
    """Speak to visitors at an even rate, whoever is slow; each time is counted from its due."""
    dice = random.Random(4)  # noqa: S311  whom to speak to
    due: dict[str, tuple[Visitor, float]] = {}
    async with _crowd() as crowd:
        visitors = await crowd.come_in(VISITORS, place.enter, place.text_of)
        async with asyncio.TaskGroup() as speaking:
            start = time.perf_counter() + 0.5
            for n in range(int(RATE * SECONDS)):
                at = start + n / RATE
                await asyncio.sleep(max(0.0, at - time.perf_counter()))
                due[str(n)] = visitor, _ = dice.choice(visitors), at
                speaking.create_task(place.say(visitor, str(n)))
        await _all_heard(due)
    took = [(visitor.heard[text] - at) * 1000 for text, (visitor, at) in due.items()]
    p50, p95 = percentiles(took)
    return Delivery(p50=p50, p95=p95, longest=max(took), sent=len(took))


async def _all_heard(due: dict[str, tuple[Visitor, float]]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while any(  # noqa: ASYNC110  every socket may be the last
            text not in visitor.heard for text, (visitor, _) in due.items()
        ):
            await asyncio.sleep(0.05)


@dataclasses.dataclass(kw_only=True)
class Crowd:
    """Visitors who listen for as long as they are there: who reads nothing answers no ping."""

    http: aiohttp.ClientSession
    group: asyncio.TaskGroup
    ears: list[asyncio.Task[None]] = dataclasses.field(default_factory=list)

    async def come_in(
        self,
        count: int,
        enter: Callable[[aiohttp.ClientSession], Awaitable[Visitor]],
        text_of: Callable[[str], str | None],
    ) -> list[Visitor]:
        """So many of them, a few at a time."""
        door = asyncio.Semaphore(_AT_ONCE)

        async def one() -> Visitor:
            async with door:
                visitor = await enter(self.http)
            self.ears.append(self.group.create_task(visitor.listen(text_of)))
            return visitor

        async with asyncio.TaskGroup() as entering:
            tasks = [entering.create_task(one()) for _ in range(count)]
        return [task.result() for task in tasks]


@contextlib.asynccontextmanager
async def _crowd() -> AsyncIterator[Crowd]:
    """Everybody leaves at the end of the block."""
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
        asyncio.TaskGroup() as group,
    ):
        crowd = Crowd(http=http, group=group)
        yield crowd
        for ear in crowd.ears:
            ear.cancel()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """What idle visitors cost a server."""

    each: float  # KiB for one more
    busy: float  # of one core, for all


async def idle(pid: int, enter: Callable[[aiohttp.ClientSession], Awaitable[Visitor]]) -> Idle:
    """Let them sit there for longer than any heartbeat; the first ones' memory is not counted."""
    async with _crowd() as crowd:
        await crowd.come_in(WARM, enter, lambda _: None)
        await asyncio.sleep(2)
        before = _resident(pid)
        await crowd.come_in(IDLE - WARM, enter, lambda _: None)
        before_that, start = used(pid), time.perf_counter()
        await asyncio.sleep(SITTING)
        busy = (used(pid) - before_that) / (time.perf_counter() - start)
        return Idle(each=(_resident(pid) - before) / (IDLE - WARM), busy=busy)


def used(pid: int) -> float:
    """Seconds of a core that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    """KiB."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


@contextlib.asynccontextmanager
async def _ours(folder: Path, url: str, where: Path) -> AsyncIterator[Server]:
    config = {
        "data": str(folder / "data"),
        "database": {"url": url},
        "nlu": {"url": f"unix://{where}"},
        "channels": {"livechat": NO_LIMITS},
    }
    server = Server(folder=folder / "server", config=config, anew=True)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def measure(where: Path, engines: tuple[str, ...] = ENGINES, parts: str = "di") -> None:
    """Print the figures."""
    allow_many_files()
    if "d" in parts:
        print(f"agent to citizen: {VISITORS:,} visitors, {RATE} messages/s, p50 / p95 / longest")
        async with floors.served(floors.relay) as (base, _), aiohttp.ClientSession() as http:
            floor = await delivery(Relay(base, http))
        _line("a relay that stores nothing", _shown(floor))
        for engine in engines:
            with tempfile.TemporaryDirectory() as name, database(engine, Path(name)) as url:
                await migrate(url)
                async with _ours(Path(name), url, where) as server, at_the_desk(server) as desk:
                    figure = await delivery(Chat(server.base, desk))
            _line(engine, f"{_shown(figure)}   ({figure.p95 / floor.p95:.1f} of the relay's p95)")
    if "i" in parts:
        print(f"an idle visitor, of {IDLE:,}, after {SITTING:.0f} s; all of them together")
        async with floors.served(floors.echoing) as (base, pid):
            bare = await idle(pid, lambda http: _echoed(http, base))
        _line("bare aiohttp WebSocket", f"{bare.each:.1f} KiB; {bare.busy:.1%} of a core")
        with tempfile.TemporaryDirectory() as name, database("SQLite", Path(name)) as url:
            async with _ours(Path(name), url, where) as server:
                assert server.process is not None  # noqa: S101
                ours = await idle(server.process.pid, lambda http: _seated(http, server.base))
        ratio = f"{ours.each / bare.each:.2f} of the bare one"
        _line("ours", f"{ours.each:.1f} KiB; {ours.busy:.1%} of a core   ({ratio})")


async def _echoed(http: aiohttp.ClientSession, base: str) -> Visitor:
    ws = await http.ws_connect(f"{base}/")
    await ws.send_str("halo")
    return Visitor(ws=ws, name=await ws.receive_str())


async def _seated(http: aiohttp.ClientSession, base: str) -> Visitor:
    return Visitor(ws=await _hello(http, base), name="")


def _shown(figure: Delivery) -> str:
    return f"{figure.p50:.1f} / {figure.p95:.1f} / {figure.longest:.0f} ms of {figure.sent}"


def _line(what: str, figure: str) -> None:
    print(f"  {what:<52} {figure}", flush=True)


if __name__ == "__main__":
    with rasa() as served:
        uvloop.run(measure(served, parts=(sys.argv[1:] or ["di"])[0]))
