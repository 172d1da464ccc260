"""How the desk's API answers with many tickets: list, one ticket, search; on PostgreSQL."""

import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp

from app.bootstrap import database
from app.migrate import migrate
from benchmarks.filling import MESSAGES, Filled, fill
from runtime import log
from runtime.bus import Bus
from runtime.clock import system_clock
from runtime.ids import new_id
from tests.peers.postgres import PostgresServer, postgres_server
from tests.peers.server import Server
from tickets.commands.people import PeopleCommands
from tickets.domain.access import Role

SMALL, LARGE = 10_000, 1_000_000
TIMES = 200  # requests of each kind
_AGENTS = 12  # each with a token of its own: nobody searches faster than people may
_AIM_MS, _AIM_GROWTH = 50.0, 1.5
_SERVER = {"shared_buffers": "512MB", "max_wal_size": "4GB"}
_OPEN = "new,open,pending,snoozed"
_WORDS = ("izin", "mengurus perizinan", "biaya PBG ", "status berkas", "syarat usaha ", "perpanj")
Ask: TypeAlias = tuple[str, Mapping[str, str]]


async def measure(sizes: Sequence[int] = (SMALL,)) -> None:
    """Print it for each size, and how it grows from the first to the last."""
    log.configure(level=40)
    print(f"the desk's API on PostgreSQL, {MESSAGES} messages a ticket, p50 / p95 of {TIMES}")
    took: list[dict[str, float]] = []
    for size in sizes:
        with postgres_server(folder=Path(tempfile.gettempdir()), settings=_SERVER) as server:
            took.append(await _measured(server, size))
    if len(took) > 1:
        _growth(took[0], took[-1])


async def _measured(server: PostgresServer, size: int) -> dict[str, float]:
    await migrate(server.url())
    tokens, ids = await _staff(server.url())
    start = time.perf_counter()
    filled = await fill(server.dsn(), size, ids)
    print(f"  {size:,} tickets, filled in {time.perf_counter() - start:,.0f} s", flush=True)
    with tempfile.TemporaryDirectory() as name:
        config: dict[str, Any] = {
            "data": f"{name}/data",
            "database": {"url": server.url()},
            "nlu": {"url": "http://127.0.0.1:9"},  # nobody there, and nobody asks
            "channels": {"livechat": {"kind": "livechat"}},
        }
        ours = Server(folder=Path(name), config=config, anew=True)
        await ours.start()
        try:
            return await _asked(ours.base, tokens, filled)
        finally:
            await ours.stop()


async def _staff(url: str) -> tuple[list[str], list[Any]]:
    """Agents, and a token of each."""
    db = database(url, Bus())
    people = PeopleCommands(db, system_clock, new_id)
    tokens, ids = [], []
    try:
        for place in range(_AGENTS):
            email, password = f"petugas{place}@kantor.id", new_id().hex
            who = await people.add(
                email=email, name=f"Petugas {place}", role=Role.AGENT, password=password
            )
            ids.append(who.id)
            tokens.append(await people.create_token(email, "ukur"))
    finally:
        await db.close()
    return tokens, ids


def _kinds(filled: Filled) -> dict[str, Callable[[int], list[Ask]]]:
    """What is asked, by its name: the requests of the n-th time."""

    def pick(words: Sequence[str], n: int) -> str:
        return words[n * 7 % len(words)]

    def search(words: str, **more: str) -> list[Ask]:
        return [("/search", {"q": words} | more)]

    def ticket(n: int) -> list[Ask]:
        number = pick(filled.numbers, n)
        return [(f"/tickets/{number}", {}), (f"/tickets/{number}/messages", {})]

    return {
        "list: open": lambda _: [("/tickets", {"status": _OPEN})],
        "list: queue": lambda _: [("/tickets", {"status": _OPEN, "handler": "queue"})],
        "list: my tickets": lambda _: [("/tickets", {"status": _OPEN, "assignee": "me"})],
        "list: settled": lambda _: [("/tickets", {"status": "resolved,closed"})],
        "ticket with its messages": ticket,
        "search: common words": lambda n: search(_WORDS[n % len(_WORDS)]),
        "search: one rare word": lambda n: search(pick(filled.codes, n).lower()),
        "search: phrase": lambda _: search('"mohon info"'),
        "search: receipt number": lambda n: search(pick(filled.numbers, n).lower()),
        "search: contact": lambda n: search(("siti wijaya", "rahma", "contoh.id")[n % 3]),
        "search: filtered": lambda n: search(_WORDS[n % 3], status="open", channel="email"),
    }


async def _asked(base: str, tokens: Sequence[str], filled: Filled) -> dict[str, float]:
    took: dict[str, float] = {}
    async with aiohttp.ClientSession(base_url=f"{base}/api/v1/") as http:
        whose = itertools.cycle({"Authorization": f"Bearer {token}"} for token in tokens)
        for what, requests in _kinds(filled).items():
            each = [ms async for ms in _timed(http, whose, requests)]
            took[what] = statistics.quantiles(each, n=20)[18]
            over = "" if took[what] <= _AIM_MS else f"   over {_AIM_MS:.0f} ms"
            _line(what, f"{statistics.median(each):.1f} / {took[what]:.1f} ms{over}")
    return took


async def _timed(
    http: aiohttp.ClientSession,
    whose: Iterator[Mapping[str, str]],
    requests: Callable[[int], list[Ask]],
) -> AsyncIterator[float]:
    for n in range(-10, TIMES):  # the first are to warm up
        start = time.perf_counter()
        headers = next(whose)
        for path, query in requests(abs(n)):
            async with http.get(path.lstrip("/"), params=query, headers=headers) as answer:
                body = await answer.text()
                if answer.status != 200:  # noqa: PLR2004
                    raise RuntimeError(f"{path}: {answer.status} {body}")
        if n >= 0:
            yield (time.perf_counter() - start) * 1000
        await asyncio.sleep(0.005)


def _growth(small: Mapping[str, float], large: Mapping[str, float]) -> None:
    print("growth of p95 from the smallest to the largest")
    for what, before in small.items():
        grown = large[what] / before
        _line(what, f"{grown:.2f}{'' if grown <= _AIM_GROWTH else f'   over {_AIM_GROWTH}'}")


def _line(what: str, figure: str) -> None:
    print(f"    {what:<50} {figure}", flush=True)


if __name__ == "__main__":
    asyncio.run(measure([int(size) for size in sys.argv[1:]] or (SMALL,)))
