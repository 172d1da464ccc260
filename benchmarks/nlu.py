"""Our Rasa server beside the stock one: the same model, the same questions, in one run."""

import asyncio
import collections
import contextlib
import dataclasses
import itertools
import json
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.livechat import percentiles
from nlu.interpreter import Unavailable
from nlu.rasa import RasaClient
from nlu.server.thin.fingerprint import manifest_of
from nlu.training import SERVER, ensure_model, prepare, program, python_of, surroundings
from tests.peers.rasa import MODELS

QUESTIONS = Path(__file__).parents[1] / "tests" / "nlu" / "questions.jsonl"
CALLERS = (1, 8, 32)
ROUNDS = 2  # ours, stock, ours, stock: what else the machine does falls on both
SECONDS = 6.0
SWAP_CALLERS = 8
SWAP_REQUESTS = 1000  # at least
SWAP_SECONDS_AFTER = 1.0
LONGEST_START = 120.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A server to ask: ``socket`` where it has one, else it is at ``url``."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    url: str
    socket: Path | None = None

    def session(self) -> aiohttp.ClientSession:
        """Open connections, as many as there are callers."""
        unix = aiohttp.UnixConnector(str(self.socket), limit=0) if self.socket else None
        return aiohttp.ClientSession(
            self.url, connector=unix or aiohttp.TCPConnector(limit=0), raise_for_status=True
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Of so many callers: milliseconds, and parses a second."""

    p50: float
    p95: float
    rate: float


@dataclasses.dataclass(kw_only=True)
class Measured:
    """What was seen of one server: seconds, MiB, and the loads of each round by callers."""

    starts: list[float] = dataclasses.field(default_factory=list)
    at_rest: float = 0.0
    after_load: float = 0.0
    first: tuple[float, float] = (0.0, 0.0)  # p50 and p95, ms, of questions never seen before
    intents: tuple[str | None, ...] = ()
    loads: dict[int, list[Load]] = dataclasses.field(
        default_factory=lambda: collections.defaultdict(list)
    )

    def mean(self, callers: int) -> Load:
        """Take the rounds together."""
        rounds = self.loads[callers]
        sums = [
            sum(column) / len(rounds)
            for column in zip(*map(dataclasses.astuple, rounds), strict=True)
        ]
        return Load(p50=sums[0], p95=sums[1], rate=sums[2])

    def document(self) -> dict[str, Any]:
        """Return all figures."""
        return {
            "start_seconds": self.starts,
            "rss_mib": {"at_rest": self.at_rest, "after_load": self.after_load},
            "first_pass_ms": {"p50": self.first[0], "p95": self.first[1]},
            "load": {callers: dataclasses.asdict(self.mean(callers)) for callers in self.loads},
            "rounds": {
                callers: [*map(dataclasses.astuple, loads)] for callers, loads in self.loads.items()
            },
        }


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Requests while one server took the place of another."""

    asked: int
    lost: int
    seconds: float


async def measure() -> None:
    """Run it, and print a table and one line of JSON."""
    archive = await ensure_model(SERVER, MODELS, print)
    texts = _texts()
    with tempfile.TemporaryDirectory(prefix="bench-nlu-") as name:
        folder = Path(name)
        prepare(folder)
        ours, stock = _ours(folder, archive), _stock(folder, archive)
        a, b = Measured(), Measured()
        for peer, seen in ((ours, a), (stock, b)):
            async with _served(peer, seen):  # once more below: the first start reads the disk
                pass
        async with _served(ours, a) as one, _served(stock, b) as other:
            peers = ((ours, a), (stock, b))
            for peer, seen in peers:
                await _first_pass(peer, seen, texts)
            for callers, _, (peer, seen) in itertools.product(CALLERS, range(ROUNDS), peers):
                seen.loads[callers].append(await _load(peer, callers, texts))
            a.after_load, b.after_load = _rss(one.pid), _rss(other.pid)
        swap = await _swap(ours, texts)
    _print(a, b, swap, manifest_of(archive) or {})


def _texts() -> list[str]:
    return [json.loads(line)["text"] for line in QUESTIONS.read_text("utf-8").splitlines()]


def _ours(folder: Path, archive: Path) -> Peer:
    where = folder / "rasa.sock"
    what = program(SERVER, folder, "serve.py", "--socket", where, "--model", archive)
    return Peer(
        command=what.command,
        environment=what.environment,
        url="http://rasa",
        socket=where,
    )


def _stock(folder: Path, archive: Path) -> Peer:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    rasa = python_of(SERVER).with_name("rasa")
    address = ("-i", "127.0.0.1", "-p", str(port))
    return Peer(
        command=(str(rasa), "run", "--enable-api", "-m", str(archive), *address),
        environment={**surroundings(folder), "PYTHONPATH": str(SERVER)},
        url=f"http://127.0.0.1:{port}",
    )


@contextlib.asynccontextmanager
async def _served(peer: Peer, seen: Measured) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a server while the block lasts, and note how long its start took, up to an answer."""
    async with _process(peer) as process:
        began = time.perf_counter()
        async with peer.session() as session:
            await _until_it_answers(session, process)
        seen.starts.append(time.perf_counter() - began)
        seen.at_rest = _rss(process.pid)
        yield process


@contextlib.asynccontextmanager
async def _process(peer: Peer) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *peer.command,
        env=dict(peer.environment),
        cwd=peer.environment["HOME"],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _until_it_answers(
    session: aiohttp.ClientSession, process: asyncio.subprocess.Process
) -> None:
    async with asyncio.timeout(LONGEST_START):
        while process.returncode is None:
            try:
                await _parse(session, "halo")
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
            else:
                return
    raise RuntimeError(f"it did not start: exit {process.returncode}")


async def _parse(session: aiohttp.ClientSession, text: str) -> str | None:
    async with session.post("/model/parse", json={"text": text}) as response:
        intent: str | None = json.loads(await response.read())["intent"]["name"]
        return intent


async def _first_pass(peer: Peer, seen: Measured, texts: Sequence[str]) -> None:
    """Ask each question once; nothing of it can be remembered yet."""
    took: list[float] = []
    async with peer.session() as session:
        seen.intents = tuple([await _timed(session, text, took) for text in texts])
    seen.first = percentiles(took)


async def _load(peer: Peer, callers: int, texts: Sequence[str]) -> Load:
    """Let each caller ask one question after the other."""
    took: list[float] = []
    turns = itertools.cycle(texts)
    end = time.perf_counter() + SECONDS

    async def call(session: aiohttp.ClientSession) -> None:
        while time.perf_counter() < end:
            await _timed(session, next(turns), took)

    start = time.perf_counter()
    async with peer.session() as session, asyncio.TaskGroup() as group:
        for _ in range(callers):
            group.create_task(call(session))
    rate = len(took) / (time.perf_counter() - start)
    p50, p95 = percentiles(took)
    return Load(p50=p50, p95=p95, rate=rate)


async def _timed(session: aiohttp.ClientSession, text: str, took: list[float]) -> str | None:
    start = time.perf_counter()
    intent = await _parse(session, text)
    took.append((time.perf_counter() - start) * 1000)
    return intent


async def _swap(peer: Peer, texts: Sequence[str]) -> Swap:
    """Put a second server in the place of the first, while callers ask through our own client."""
    assert peer.socket is not None  # noqa: S101  ours has one
    client = RasaClient(peer.socket, monotonic=time.monotonic)
    outcomes: list[bool] = []
    over = asyncio.Event()
    turns = itertools.cycle(texts)

    async def call() -> None:
        while not over.is_set() or len(outcomes) < SWAP_REQUESTS:
            outcomes.append(await _is_answered(client, next(turns)))

    async with _served(peer, Measured()) as old:
        start = time.perf_counter()
        async with _process(peer) as new, asyncio.TaskGroup() as group:
            for _ in range(SWAP_CALLERS):
                group.create_task(call())
            async with asyncio.timeout(LONGEST_START):
                await _until_it_listens(peer, new.pid)
            old.terminate()
            await old.wait()
            await asyncio.sleep(SWAP_SECONDS_AFTER)
            over.set()
        await client.close()
    return Swap(
        asked=len(outcomes), lost=outcomes.count(False), seconds=time.perf_counter() - start
    )


async def _until_it_listens(peer: Peer, pid: int) -> None:
    while True:
        async with peer.session() as session, session.get("/status") as response:
            if (await response.json())["pid"] == pid:
                return
        await asyncio.sleep(0.1)


async def _is_answered(client: RasaClient, text: str) -> bool:
    try:
        await client.parse(text)
    except Unavailable:
        await asyncio.sleep(0.01)  # the breaker may be open
        return False
    return True


def _rss(pid: int) -> float:
    """MiB that a process and its children hold."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    return own / 1024 + sum(_rss(int(child)) for child in children)


def _print(ours: Measured, stock: Measured, swap: Swap, manifest: Mapping[str, Any]) -> None:
    same = sum(a == b for a, b in zip(ours.intents, stock.intents, strict=True))
    print("Rasa: our server beside the stock one, the same model")
    print(f"  {'':<34} {'ours':>22} {'stock':>22} {'ratio':>7}")
    for callers in CALLERS:
        a, b = ours.mean(callers), stock.mean(callers)
        s = "s" if callers > 1 else ""
        _row(f"{callers} caller{s}, p50 / p95 ms", _pair(a.p50, a.p95), _pair(b.p50, b.p95))
        _row(f"{callers} caller{s}, parses/s", f"{a.rate:,.0f}", f"{b.rate:,.0f}", a.rate / b.rate)
    _row("each question once, p50 / p95 ms", _pair(*ours.first), _pair(*stock.first))
    _row("MiB at rest / after load", _memory(ours), _memory(stock))
    _row("start to first answer, s", _best(ours), _best(stock))
    print(f"  the same intent: {same} of {len(ours.intents)} questions")
    print(f"  training: {manifest.get('seconds')} s, {manifest.get('examples')} examples")
    print(f"  swap under load: {swap.lost} of {swap.asked:,} requests lost in {swap.seconds:.0f} s")
    document = {
        "ours": ours.document(),
        "stock": stock.document(),
        "ratios": {n: ours.mean(n).rate / stock.mean(n).rate for n in CALLERS},
        "same_intent": [same, len(ours.intents)],
        "training_seconds": manifest.get("seconds"),
        "swap": dataclasses.asdict(swap),
    }
    print(json.dumps(_rounded(document)))


def _row(what: str, ours: str, stock: str, ratio: float | None = None) -> None:
    shown = "" if ratio is None else f"{ratio:.2f}"
    print(f"  {what:<34} {ours:>22} {stock:>22} {shown:>7}")


def _pair(p50: float, p95: float) -> str:
    return f"{p50:.1f} / {p95:.1f}"


def _memory(seen: Measured) -> str:
    return f"{seen.at_rest:.0f} / {seen.after_load:.0f}"


def _best(seen: Measured) -> str:
    return f"{min(seen.starts):.1f}"


def _rounded(value: Any) -> Any:  # noqa: ANN401  a JSON document
    if isinstance(value, dict):
        return {str(name): _rounded(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(inner) for inner in value]
    return round(value, 2) if isinstance(value, float) else value


if __name__ == "__main__":
    asyncio.run(measure())
