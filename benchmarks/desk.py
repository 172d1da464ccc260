"""How the desk's API answers with many tickets: list, one ticket, search; on PostgreSQL.

Beside the milliseconds of the clock, which on a busy machine are those of others too, stand the
milliseconds of a core that one request takes: of the server, and of the database.
"""

import asyncio
import dataclasses
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import aiohttp

from app.bootstrap import database
from app.migrate import migrate
from benchmarks.chat import used
from benchmarks.filling import COMMON_TAG, MESSAGES, RARE_TAG, SOME_TAG, TEAMS, Filled, fill
from runtime import log
from runtime.bus import Bus
from runtime.clock import system_clock
from runtime.ids import new_id
from tests.peers.postgres import PostgresServer, postgres_server
from tests.peers.server import Server
from tickets.commands.people import PeopleCommands
from tickets.commands.teams import TeamCommands
from tickets.domain.access import Role
from tickets.queries.tallies import VIEWS

SMALL, LARGE = 10_000, 1_000_000
WARM, TIMES = 20, 200  # requests of each kind; the first are to warm up
_TARGETS = {"urgent": 30, "high": 60, "normal": 240, "low": 480}  # minutes
_AGENTS = 12  # each with a token of its own: nobody searches faster than people may
_AIM_MS, _AIM_GROWTH = 50.0, 1.5
_FOLDER = Path("/var/tmp")  # noqa: S108  of a million tickets: 9 GB, which /tmp may not have
_SERVER = {"shared_buffers": "512MB", "max_wal_size": "4GB"}
_OPEN = "new,open,pending,snoozed"
_WORDS = ("izin", "mengurus perizinan", "biaya PBG ", "status berkas", "syarat usaha ", "perpanj")
_PHRASES = ('"mohon info"', '"izin usaha"', '"berkas saya"')
Ask: TypeAlias = tuple[str, Mapping[str, str]]
Kinds: TypeAlias = Mapping[str, Callable[[int], list[Ask]]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Milliseconds of one request: by the clock, and of a core."""

    p50: float
    p95: float
    server: float
    database: float
    broad: int  # of the requests: too much to look through, so that it was refused


async def measure(sizes: Sequence[int] = (SMALL,)) -> None:
    """Print it for each size, and how it grows from the first to the last."""
    log.configure(level=40)
    print(f"the desk's API on PostgreSQL, {MESSAGES} messages a ticket, {TIMES} requests of each")
    took: list[dict[str, Cost]] = []
    for size in sizes:
        with postgres_server(folder=_FOLDER, settings=_SERVER) as server:
            took.append(await _measured(server, size))
    if len(took) > 1:
        _growth(took[0], took[-1])


async def _measured(server: PostgresServer, size: int) -> dict[str, Cost]:
    await migrate(server.url())
    tokens, ids = await _staff(server.url())
    start = time.perf_counter()
    filled = await fill(server.dsn(), size, ids)
    limited, _ = await _staff(server.url(), team=TEAMS[-1])
    print(f"  {size:,} tickets, filled in {time.perf_counter() - start:,.0f} s", flush=True)
    with tempfile.TemporaryDirectory() as name:
        config: dict[str, Any] = {
            "data": f"{name}/data",
            "database": {"url": server.url()},
            "nlu": {"url": "http://127.0.0.1:9"},  # nobody there, and nobody asks
            "channels": {"livechat": {"kind": "livechat"}},
            "office": {"reply_within": _TARGETS},
        }
        ours = Server(folder=Path(name), config=config, anew=True)
        await ours.start()
        print("    p50 / p95 by the clock; a core's time of server + database; ms")
        try:
            return {
                **await _asked(ours, server, tokens, _kinds(filled)),
                **await _asked(ours, server, limited, _kinds_of_limited()),
            }
        finally:
            await ours.stop()


async def _staff(url: str, *, team: str | None = None) -> tuple[list[str], list[UUID]]:
    """Agents, and a token of each; of a team: they see its tickets and their own only."""
    db = database(url, Bus())
    people, teams = PeopleCommands(db, system_clock, new_id), TeamCommands(db, system_clock)
    tokens, ids = [], []
    try:
        for place in range(_AGENTS):
            email, password = f"{team or 'petugas'}{place}@kantor.id", new_id().hex
            who = await people.add(
                email=email, name=f"Petugas {place}", role=Role.AGENT, password=password
            )
            ids.append(who.id)
            tokens.append(await people.create_token(email, "ukur"))
        if team is not None:
            await teams.change(team, "ukur", members=ids)
            for one in ids:
                await teams.limit(one, "ukur", limited=True)
    finally:
        await db.close()
    return tokens, ids


def _kinds(filled: Filled) -> Kinds:
    """What is asked, by its name: the requests of the n-th time."""

    def pick(words: Sequence[str], n: int) -> str:
        return words[n * 7 % len(words)]

    def search(words: str, **more: str) -> list[Ask]:
        return [("/search", {"q": words} | more)]

    def ticket(n: int) -> list[Ask]:
        number = pick(filled.numbers, n)
        return [(f"/tickets/{number}", {}), (f"/tickets/{number}/messages", {})]

    def tickets(**which: str) -> Callable[[int], list[Ask]]:
        return lambda _: [("/tickets", which)]

    def settled(tag: str) -> Callable[[int], list[Ask]]:
        return tickets(status="resolved,closed", tag=tag)

    return {
        **{f"view: {view}": tickets(view=view) for view in VIEWS},
        **{f"view: {view}, longest waiting": tickets(view=view, sort="waiting") for view in VIEWS},
        **{f"view: {view}, due soonest": tickets(view=view, sort="due") for view in VIEWS},
        "view: counts": lambda _: [("/tickets/counts", {})],
        "list: all": tickets(),
        "list: nobody's": tickets(status=_OPEN, assignee="none"),
        "list: by channel": tickets(channel="telegram"),
        "list: by team, alive": tickets(status=_OPEN, team=TEAMS[0]),
        "list: by priority": tickets(priority="urgent"),
        "list: by a common tag": settled(COMMON_TAG),
        "list: by a tag of every 150th": settled(SOME_TAG),
        "list: by a rare tag": settled(RARE_TAG),
        "list: words": lambda n: [("/tickets", {"q": _WORDS[n % len(_WORDS)].strip()})],
        "list: words that nothing has": tickets(q="zebra"),
        "list: receipt number": lambda n: [("/tickets", {"q": pick(filled.numbers, n)})],
        "ticket with its messages": ticket,
        "search: common words": lambda n: search(_WORDS[n % len(_WORDS)]),
        "search: one rare word": lambda n: search(pick(filled.codes, n).lower()),
        "search: phrase": lambda n: search(_PHRASES[n % len(_PHRASES)]),
        "search: receipt number": lambda n: search(pick(filled.numbers, n).lower()),
        "search: contact": lambda n: search(("siti wijaya", "rahma", "contoh.id")[n % 3]),
        "search: filtered": lambda n: search(_WORDS[n % 3], status="open", channel="email"),
        "search: nothing": lambda _: search("zebra"),
    }


def _kinds_of_limited() -> Kinds:
    """The same of agents who see one ticket in a hundred."""

    def tickets(**which: str) -> Callable[[int], list[Ask]]:
        return lambda _: [("/tickets", which)]

    return {
        "limited agent: open": tickets(view="open"),
        "limited agent: queue": tickets(view="queue", sort="waiting"),
        "limited agent: done": tickets(view="done"),
        "limited agent: counts": lambda _: [("/tickets/counts", {})],
        "limited agent: search": lambda n: [("/search", {"q": _WORDS[n % len(_WORDS)]})],
    }


async def _asked(
    ours: Server, theirs: PostgresServer, tokens: Sequence[str], kinds: Kinds
) -> dict[str, Cost]:
    took: dict[str, Cost] = {}
    async with aiohttp.ClientSession(base_url=f"{ours.base}/api/v1/") as http:
        whose = itertools.cycle({"Authorization": f"Bearer {token}"} for token in tokens)
        for what, requests in kinds.items():
            took[what] = cost = await _cost(http, whose, requests, (ours.pid, theirs.pids))
            over = "" if cost.p95 <= _AIM_MS else f"   over {_AIM_MS:.0f} ms"
            over += f"   {cost.broad} refused as too broad" if cost.broad else ""
            core = f"{cost.server:.1f} + {cost.database:.1f}"
            _line(what, f"{cost.p50:6.1f} / {cost.p95:6.1f}   {core:>11}{over}")
    return took


async def _cost(
    http: aiohttp.ClientSession,
    whose: Iterator[Mapping[str, str]],
    requests: Callable[[int], list[Ask]],
    at_work: tuple[int, Callable[[], list[int]]],
) -> Cost:
    server, database = at_work
    broad: list[int] = []
    _ = [ms async for ms in _timed(http, whose, requests, range(-WARM, 0), [])]
    before = used(server), {pid: used(pid) for pid in database()}
    each = [ms async for ms in _timed(http, whose, requests, range(TIMES), broad)]
    after = used(server), {pid: used(pid) for pid in database()}
    rose = sum(now - before[1].get(pid, 0.0) for pid, now in after[1].items())
    return Cost(
        p50=statistics.median(each),
        p95=statistics.quantiles(each, n=20)[18],
        server=(after[0] - before[0]) / TIMES * 1000,
        database=rose / TIMES * 1000,
        broad=len(broad),
    )


async def _timed(
    http: aiohttp.ClientSession,
    whose: Iterator[Mapping[str, str]],
    requests: Callable[[int], list[Ask]],
    times: range,
    broad: list[int],
) -> AsyncIterator[float]:
    for n in times:
        start = time.perf_counter()
        headers = next(whose)
        for path, query in requests(abs(n)):
            async with http.get(path.lstrip("/"), params=query, headers=headers) as answer:
                body = await answer.text()
                if answer.status == 422 and '"too_broad"' in body:  # noqa: PLR2004
                    broad.append(n)
                elif answer.status != 200:  # noqa: PLR2004
                    raise RuntimeError(f"{path}: {answer.status} {body}")
        yield (time.perf_counter() - start) * 1000
        await asyncio.sleep(0.005)


def _growth(small: Mapping[str, Cost], large: Mapping[str, Cost]) -> None:
    print("growth from the smallest to the largest: p95 by the clock; a core's time")
    for what, before in small.items():
        now = large[what]
        grown = now.p95 / before.p95
        core = (now.server + now.database) / (before.server + before.database)
        over = "" if grown <= _AIM_GROWTH else f"   over {_AIM_GROWTH}"
        _line(what, f"{grown:6.2f}   {core:6.2f}{over}")


def _line(what: str, figure: str) -> None:
    print(f"    {what:<50} {figure}", flush=True)


if __name__ == "__main__":
    asyncio.run(measure([int(size) for size in sys.argv[1:]] or (SMALL,)))
