"""A storm over the live chat: connections are cut at random while the server is being killed.

`Storm.rage` lets visitors write through a wire that breaks, `Storm.verdict` counts.
"""

import asyncio
import contextlib
import dataclasses
import functools
import itertools
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.bootstrap import database
from runtime.bus import Bus
from runtime.db import Database
from runtime.jobs import jobs
from tests.peers.ports import free_port
from tests.peers.server import Desk, Server, at_the_desk
from tests.peers.visitor import Visitor
from tests.peers.wire import Line, Wire, wire_to
from tests.story.locked import nothing_commits
from tickets.store import ingress, messages, tickets

QUESTIONS = (
    "jam buka kantor hari apa saja?",
    "apa syarat perpanjangan izin?",
    "berapa lama prosesnya?",
    "saya mau bicara dengan petugas",
    "where is your office?",
    "terima kasih",
)
_LIFE = 4.0  # seconds a connection lasts on average, until something happens to it
_SILENCE = 2.0  # seconds at most until an end that noticed nothing is ended too
_WORST = 0.5  # seconds for which nothing can be stored before a kill
_PATIENCE = 600  # seconds


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of a storm."""

    written: int
    answers: int
    visits: int
    posted: int
    struck: Counter[str]


@dataclasses.dataclass(kw_only=True)
class Storm:
    """A server, the wire to it, and who writes through that wire."""

    server: Server
    wire: Wire
    visitors: Sequence[Visitor]
    db: Database
    dice: random.Random
    pauses: float  # seconds at most between two messages of one visitor
    struck: Counter[str] = dataclasses.field(default_factory=Counter)

    async def rage(self, *, each: int, kills: int) -> None:
        """Let every visitor write so many messages; wait until all is settled."""
        base = f"http://127.0.0.1:{self.wire.port}"
        async with asyncio.TaskGroup() as group:
            there = [group.create_task(visitor.stay(base)) for visitor in self.visitors]
            weather = group.create_task(self._break_lines(group))
            async with asyncio.TaskGroup() as writing:
                for number, visitor in enumerate(self.visitors):
                    writing.create_task(self._write(visitor, number, each))
                writing.create_task(self._kill(kills, each * len(self.visitors)))
            await _until(self._all_stored, "not everything was acknowledged")
            await _until(self._idle, "the server does not finish")
            weather.cancel()
            await _until(self._all_shown, "not everybody was shown everything")
            for task in there:
                task.cancel()

    async def verdict(self) -> Verdict:
        """Count; raise `AssertionError` when anything is lost, doubled, misplaced or not shown."""
        async with at_the_desk(self.server) as desk:
            answers = sum([await self._served_well(desk, visitor) for visitor in self.visitors])
        written = sum(len(visitor.said) for visitor in self.visitors)
        m = messages.c
        for what, count in (
            ("messages", sa.select(sa.func.count()).where(m.author == "contact")),
            ("arrivals", sa.select(sa.func.count()).select_from(ingress)),
        ):
            assert await self._value(count) == written, f"{what} for {written} written"
        chats = sa.select(sa.func.count()).select_from(tickets)
        assert await self._value(chats) == len(self.visitors), "one ticket for each chat"
        dead = sa.select(sa.func.count()).select_from(jobs)
        assert await self._value(dead) == 0, "nothing was given up"
        return Verdict(
            written=written,
            answers=answers,
            visits=sum(visitor.visits for visitor in self.visitors),
            posted=sum(visitor.posted for visitor in self.visitors),
            struck=self.struck,
        )

    async def _write(self, visitor: Visitor, number: int, each: int) -> None:
        for n in range(each):
            await asyncio.sleep(self.dice.uniform(0, self.pauses))
            visitor.say(f"{self.dice.choice(QUESTIONS)} ({number}/{n})")

    async def _kill(self, times: int, written: int) -> None:
        """At moments spread over the storm: when so many messages have been acknowledged."""
        for n in range(times):
            least = written * (n + 1) // (times + 2)
            await _until(functools.partial(self._acknowledged, least), "nothing is stored")
            await (self._kill_at_the_worst_moment() if n % 2 else self.server.kill())
            await asyncio.sleep(self.dice.uniform(0, 0.5))
            await self.server.start(same_port=True)

    async def _kill_at_the_worst_moment(self) -> None:
        """While messages have been read and cannot be stored."""
        async with nothing_commits(self.server.config["database"]["url"]):
            await asyncio.sleep(_WORST)
            await self.server.kill()

    async def _break_lines(self, group: asyncio.TaskGroup) -> None:
        while True:
            lines = self.wire.lines
            await asyncio.sleep(self.dice.expovariate(1) * _LIFE / (len(lines) or 1))
            if lines:
                self._strike(self.dice.choice(lines), group)

    def _strike(self, line: Line, group: asyncio.TaskGroup) -> None:
        fates: dict[str, Callable[[], object]] = {
            "cut": line.cut,
            "torn on the way there": lambda: line.tear(back=False),
            "torn on the way back": lambda: line.tear(back=True),
            "lost by the server alone": line.orphan_client,
            "lost by the client alone": line.orphan_server,
            "silent": line.hush,
        }
        name = self.dice.choice([*fates])
        self.struck[name] += 1
        fates[name]()
        group.create_task(self._end(line))

    async def _end(self, line: Line) -> None:
        """Nothing lasts for ever: as a router ends what it has forgotten."""
        await asyncio.sleep(self.dice.uniform(0, _SILENCE))
        line.cut()

    async def _acknowledged(self, least: int) -> bool:
        return sum(len(visitor.acks) for visitor in self.visitors) >= least

    async def _all_stored(self) -> bool:
        return not any(visitor.outbox for visitor in self.visitors)

    async def _idle(self) -> bool:
        return bool(await self._value(sa.select(sa.func.count()).select_from(jobs)) == 0)

    async def _all_shown(self) -> bool:
        async with at_the_desk(self.server) as desk:
            for visitor in self.visitors:
                if len(visitor.messages) < len(await _transcript(desk, visitor)):
                    return False
        return True

    async def _served_well(self, desk: Desk, visitor: Visitor) -> int:
        """One visitor has the whole transcript, in order, each own message once; the answers."""
        stored = await _transcript(desk, visitor)
        seen = [_plain(visitor.messages[seq]) for seq in sorted(visitor.messages)]
        assert seen == stored, f"{visitor.ticket}: not what the desk shows: {_odd(seen, stored)}"
        assert [seq for seq, _, _ in stored] == [*range(1, len(stored) + 1)], "no gaps"
        own = [text for _, kind, text in stored if kind == "contact"]
        assert own == [*visitor.said.values()], f"{visitor.ticket}: lost, doubled or out of order"
        for client_id, seq in visitor.acks.items():
            shown = visitor.messages[seq]
            assert (shown["client_id"], shown["text"]) == (client_id, visitor.said[client_id])
        assert visitor.errors == []
        return len(stored) - len(own)

    async def _value(self, statement: sa.Executable) -> Any:  # noqa: ANN401
        return await self.db.read(lambda tx: tx.value(statement))


async def _transcript(desk: Desk, visitor: Visitor) -> list[tuple[int, str, str]]:
    """What the desk shows of a chat: seq, who, and what."""
    assert visitor.ticket is not None
    shown: list[tuple[int, str, str]] = []
    more: dict[str, str] = {}
    while True:
        page = await desk.get(f"/tickets/{visitor.ticket}/messages", **more)
        shown += [_plain(one) for one in page["data"]]
        if page["next"] is None:
            return shown
        more = {"after": page["next"]}


def _odd(one: Sequence[object], other: Sequence[object]) -> object:
    """The first place where they differ."""
    return next(pair for pair in itertools.zip_longest(one, other) if pair[0] != pair[1])


def _plain(message: dict[str, Any]) -> tuple[int, str, str]:
    return message["seq"], message["author"]["kind"], message["text"]


async def _until(done: Callable[[], Awaitable[bool]], complaint: str) -> None:
    until = time.monotonic() + _PATIENCE
    while not await done():
        assert time.monotonic() < until, complaint
        await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def brewing(
    folder: Path,
    url: str,
    rasa_socket: Path,
    *,
    visitors: int,
    seed: int,
    haste: float,
    lease: float = 4.0,
    pauses: float = 1.0,
) -> AsyncIterator[Storm]:
    """Everything a storm needs, for as long as the block lasts; ``lease``: seconds of a job's."""
    port = free_port()
    config = {
        "data": str(folder / "data"),
        "database": {"url": url},
        "web": {"port": port},
        "nlu": {"url": f"unix://{rasa_socket}"},
        "jobs": {"lease_seconds": lease},
        "channels": {
            "livechat": {
                "kind": "livechat",
                "messages_per_minute": 100_000,
                "people_per_address": 10_000,
            }
        },
    }
    server = Server(folder=folder / "server", config=config)
    dice = random.Random(seed)  # noqa: S311  moments
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(server.stop)
        await server.start(same_port=True)
        db = database(url, Bus())
        stack.push_async_callback(db.close)
        yield Storm(
            server=server,
            wire=await stack.enter_async_context(wire_to(port, listen=False)),
            visitors=[
                Visitor(random.Random(dice.random()), haste=haste)  # noqa: S311
                for _ in range(visitors)
            ],
            db=db,
            dice=dice,
            pauses=pauses,
        )
