"""Keeps our own Rasa server alive: trains if needed, starts it, watches it, starts it again.

When the training data changes, a new server is tried beside the old one and takes its place.
"""

import asyncio
import collections
import contextlib
import dataclasses
import json
import shutil
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import aiohttp
import pydantic
import structlog
import yaml

from nlu.interpreter import Interpreter, Unavailable
from nlu.rasa import RasaClient
from nlu.training import (
    Program,
    TrainingFailed,
    ensure_model,
    is_trained,
    lines,
    model_path,
    prepare,
    program,
    running,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often and how long; all in seconds."""

    first_pause: float = 1.0  # after a failure; doubles with each
    longest_pause: float = 60.0
    start: float = 120.0  # to be ready after its start
    poll: float = 0.1  # between looks while it starts
    health: float = 5.0  # between looks once it is ready
    answer: float = 3.0  # for one health check, and for a sentence of the smoke test
    misses: int = 3  # health checks in a row
    grace: float = 15.0  # between SIGTERM and SIGKILL
    settled: float = 60.0  # having been ready so long, it starts from the first pause again
    look: float = 5.0  # between looks at the training data; two have to see the same change


class Unhealthy(Exception):
    """The server runs, and does not answer as it should."""


class _Golden(pydantic.BaseModel):
    """A sentence that a new server has to read; without ``intent`` any reading will do."""

    text: str
    intent: str | None = None


_GOLDEN = pydantic.TypeAdapter(list[_Golden])
_ANY = (_Golden(text="halo"), _Golden(text="selamat pagi"), _Golden(text="terima kasih"))


class _Server:
    """One server process, from its start until it has ended.

    ``settled`` is set once it is ready or has ended, ``ended`` when it has; ``reason`` says why.
    """

    def __init__(self, *, model: Path, socket: Path, beside: bool, pace: Pace) -> None:
        self.model = model
        self.settled = asyncio.Event()
        self.ended = asyncio.Event()
        self.is_ready = False
        self.reason = ""
        self.pid: int | None = None
        self.path = socket
        self._socket = socket
        self._beside = beside
        self._pace = pace
        self._log = structlog.get_logger().bind(part="nlu")
        self._last_words: collections.deque[str] = collections.deque(maxlen=3)
        self._task: asyncio.Task[None] | None = None

    def begin(self, group: asyncio.TaskGroup, server_dir: Path, work_dir: Path) -> None:
        """Start it; raises FileNotFoundError while there is no Rasa environment."""
        where = ("--socket", self.path, "--model", self.model)
        flags = ("--beside",) if self._beside else ()
        what = program(server_dir, work_dir, "serve.py", *where, *flags)
        self._task = group.create_task(self._run(what))

    def leave(self) -> None:
        """Ask it to finish what it took, and to end: SIGTERM, and SIGKILL if it stays too long."""
        if self._task is not None:
            self._task.cancel()

    def move_to(self, path: Path) -> None:
        """Listen at ``path``, in one move over whoever listened there before."""
        self.path.replace(path)
        self.path = path

    async def _run(self, what: Program) -> None:
        try:
            self.reason = await self._live(what)
        except Exception as trouble:  # noqa: BLE001  the desk goes on without its interpreter
            self.reason = _in_words(trouble)
        finally:
            self._sweep()
            self.settled.set()
            self.ended.set()

    def _sweep(self) -> None:
        """Take away what a server leaves that was killed before it came to the front."""
        if self._beside and self.pid is not None:
            _beside(self._socket, self.pid).unlink(missing_ok=True)

    async def _live(self, what: Program) -> str:
        running_server = running(what, stderr=asyncio.subprocess.PIPE, grace=self._pace.grace)
        async with running_server as process, asyncio.TaskGroup() as group:
            self.pid = process.pid
            if self._beside:
                self.path = _beside(self._socket, process.pid)
            assert process.stdout is not None  # noqa: S101  pipes: see running()
            assert process.stderr is not None  # noqa: S101
            said = group.create_task(self._copy(process.stdout))
            complained = group.create_task(self._copy(process.stderr, keep=True))
            watch = group.create_task(self._watch())
            code = await process.wait()
            watch.cancel()
            await asyncio.wait([said, complained], timeout=1)
            said.cancel()
            complained.cancel()
        return " | ".join([f"ended with {code}", *self._last_words])

    async def _copy(self, stream: asyncio.StreamReader, *, keep: bool = False) -> None:
        async for line in lines(stream):
            self._log.info("rasa_said", line=line)
            if keep:
                self._last_words.append(line)

    async def _watch(self) -> None:
        await self._until_ready()
        self.is_ready = True
        self.settled.set()
        await self._until_unhealthy()

    async def _until_ready(self) -> None:
        try:
            async with asyncio.timeout(self._pace.start):
                while not await self._is_healthy():  # noqa: ASYNC110  another process
                    await asyncio.sleep(self._pace.poll)
        except TimeoutError:
            raise Unhealthy(f"not ready after {self._pace.start:g} s") from None

    async def _until_unhealthy(self) -> None:
        misses = 0
        while misses < self._pace.misses:
            await asyncio.sleep(self._pace.health)
            misses = 0 if await self._is_healthy() else misses + 1
        raise Unhealthy(f"no answer to {misses} health checks")

    async def _is_healthy(self) -> bool:
        connector = aiohttp.UnixConnector(path=str(self.path), force_close=True)
        with contextlib.suppress(
            aiohttp.ClientError, TimeoutError, ValueError, LookupError, OSError
        ):
            async with (
                asyncio.timeout(self._pace.answer),
                aiohttp.ClientSession(connector=connector) as session,
                session.get("http://rasa/status") as response,
            ):
                status = await response.json()
                return bool(status["ready"] and status["pid"] == self.pid)
        return False


Gate: TypeAlias = Callable[[Interpreter, Interpreter], Awaitable[str | None]]


class RasaProcess:
    """One Rasa server, and what is known of it.

    ``gate`` is asked before another model is served, and says why it must not be, or None.
    ``state`` is "training", "starting", "ready" or "down"; ``reason`` says why it is down, or why
    a new model is not served while the one before goes on.
    """

    def __init__(
        self,
        *,
        server_dir: Path,
        models_dir: Path,
        work_dir: Path,
        socket: Path,
        monotonic: Callable[[], float],
        pace: Pace | None = None,
        gate: Gate | None = None,
    ) -> None:
        self._gate = gate
        self._server_dir = server_dir
        self._models_dir = models_dir
        self._work_dir = work_dir
        self._socket = socket
        self._monotonic = monotonic
        self._pace = pace or Pace()
        self._log = structlog.get_logger().bind(part="nlu")
        self._ready_at: float | None = None
        self._front: _Server | None = None
        self._good: Path | None = None  # the model that was served last
        self._refused: Path | None = None  # a model that could not take its place
        self._setback = ""
        self._asked = asyncio.Event()
        self.state = "down"
        self.reason = "not started"
        self.pid: int | None = None

    def swap(self) -> None:
        """Have a new server take the old one's place soon, even where nothing changed."""
        self._asked.set()

    async def run(self) -> None:
        """Keep the server going until cancelled; every other trouble ends up in ``reason``."""
        failures = 0
        try:
            while True:
                reason = await self._one_life()
                _raise_if_cancelled()
                failures = 0 if self._had_settled() else failures + 1
                self._goes_down(reason)
                await asyncio.sleep(self._pause(failures))
        finally:
            self.state, self.reason = "down", "stopped"

    async def _one_life(self) -> str:
        self._ready_at = None
        try:
            return await self._live()
        except Exception as trouble:  # noqa: BLE001  the desk goes on without its interpreter
            return _in_words(trouble)

    async def _live(self) -> str:
        model = await self._model()
        self.state, self.reason = "starting", ""
        await asyncio.to_thread(_prepare_afresh, self._work_dir)
        self._socket.parent.mkdir(parents=True, exist_ok=True)
        async with asyncio.TaskGroup() as group:
            server = self._begin(group, model)
            await server.settled.wait()
            if server.is_ready:
                self._comes_to_the_front(server)
                swaps = group.create_task(self._swaps(group))
                server = await self._last_in_front(server)
                swaps.cancel()
        return server.reason

    async def _model(self) -> Path:
        """Prefer what was served before to a model that is refused or has yet to be trained."""
        wanted = await asyncio.to_thread(model_path, self._models_dir, self._server_dir)
        trained = wanted != self._refused and await asyncio.to_thread(is_trained, wanted)
        good = self._good
        if not trained and good is not None and await asyncio.to_thread(is_trained, good):
            return good
        self._setback = ""
        return await ensure_model(
            self._server_dir, self._models_dir, self._trains, work_dir=self._work_dir
        )

    def _begin(self, group: asyncio.TaskGroup, model: Path, *, beside: bool = False) -> _Server:
        server = _Server(model=model, socket=self._socket, beside=beside, pace=self._pace)
        server.begin(group, self._server_dir, self._work_dir)
        return server

    def _comes_to_the_front(self, server: _Server) -> None:
        self._front, self._good, self.pid = server, server.model, server.pid
        self._ready_at = self._monotonic()
        self.state, self.reason = "ready", self._setback
        self._log.info("rasa_ready", pid=self.pid)

    async def _last_in_front(self, server: _Server) -> _Server:
        """Return the first server that ended while no other had taken its place."""
        while True:
            await server.ended.wait()
            if self._front is None or self._front is server:
                return server
            server = self._front

    async def _swaps(self, group: asyncio.TaskGroup) -> None:
        """Swap when asked, and when two looks in a row see the same new training data."""
        before: Path | None = None
        while True:
            asked = await self._is_asked()
            try:
                wanted = await asyncio.to_thread(model_path, self._models_dir, self._server_dir)
            except OSError:  # a file went away while it was read
                continue
            if asked or (wanted == before and self._is_news(wanted)):
                await self._try_to_swap(group, wanted)
            before = wanted

    async def _is_asked(self) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._pace.look):
                await self._asked.wait()
        asked = self._asked.is_set()
        self._asked.clear()
        return asked

    def _is_news(self, wanted: Path) -> bool:
        if wanted == self._good and self._refused not in {None, wanted}:  # the change was undone
            self._refused, self._setback, self.reason = None, "", ""
        return wanted not in {self._good, self._refused}

    async def _try_to_swap(self, group: asyncio.TaskGroup, wanted: Path) -> None:
        self._log.info("rasa_swaps", model=wanted.name)
        try:
            await self._swap(group)
        except Exception as trouble:  # noqa: BLE001  the old one goes on, whatever it was
            self._refused = wanted
            self._setback = self.reason = f"the model before goes on: {_in_words(trouble)}"
            self._log.warning("rasa_swap_failed", reason=self.reason)

    async def _swap(self, group: asyncio.TaskGroup) -> None:
        model = await ensure_model(
            self._server_dir, self._models_dir, self._log_training, work_dir=self._work_dir
        )
        await asyncio.to_thread(prepare, self._work_dir)
        candidate = self._begin(group, model, beside=True)
        try:
            await self._prove(candidate)
            candidate.move_to(self._socket)
        except BaseException:
            candidate.leave()
            raise
        old, self._refused, self._setback = self._front, None, ""
        self._comes_to_the_front(candidate)
        if old is not None:
            old.leave()

    async def _prove(self, candidate: _Server) -> None:
        """Raise `Unhealthy` or `Unavailable` unless it gets ready and reads the sentences."""
        await candidate.settled.wait()
        if not candidate.is_ready:
            raise Unhealthy(candidate.reason)
        golden = await asyncio.to_thread(_golden, self._server_dir)
        client = RasaClient(candidate.path, monotonic=self._monotonic, timeout=self._pace.answer)
        try:
            await _read_all(client, golden)
            if self._gate is not None and candidate.model != self._good:
                await self._ask_the_gate(self._gate, client)
        finally:
            await client.close()

    async def _ask_the_gate(self, gate: Gate, candidate: Interpreter) -> None:
        served = RasaClient(self._socket, monotonic=self._monotonic, timeout=self._pace.answer)
        try:
            why_not = await gate(candidate, served)
        finally:
            await served.close()
        if why_not is not None:
            raise Unhealthy(why_not)

    def _trains(self, line: str) -> None:
        self.state, self.reason = "training", _event(line) or self.reason
        self._log_training(line)

    def _log_training(self, line: str) -> None:
        self._log.info("rasa_trains", line=line)

    def _goes_down(self, reason: str) -> None:
        self.state, self.reason, self.pid, self._front = "down", reason, None, None
        self._log.warning("rasa_down", reason=reason)

    def _had_settled(self) -> bool:
        since = self._ready_at
        return since is not None and self._monotonic() - since > self._pace.settled

    def _pause(self, failures: int) -> float:
        doubled = self._pace.first_pause * 2.0 ** min(max(failures - 1, 0), 16)
        return min(self._pace.longest_pause, doubled)


def _beside(socket: Path, pid: int) -> Path:
    """Where a server that was started with ``--beside`` listens."""
    return socket.with_name(f"{socket.name}.{pid}")


def _golden(server_dir: Path) -> Sequence[_Golden]:
    """Read ``golden.yml``, a list of ``{text, intent}``; without one any greeting will do."""
    try:
        written = (server_dir / "golden.yml").read_text(encoding="utf-8")
        return _GOLDEN.validate_python(yaml.safe_load(written)) or _ANY
    except FileNotFoundError:
        return _ANY
    except (ValueError, yaml.YAMLError) as error:
        raise Unhealthy(f"golden.yml is not a list of {{text, intent}}: {error}") from None


async def _read_all(client: RasaClient, golden: Sequence[_Golden]) -> None:
    understood = 0
    for sentence in golden:
        intent = (await client.parse(sentence.text)).intent
        if sentence.intent is not None and intent != sentence.intent:
            raise Unhealthy(f"it reads {sentence.text!r} as {intent}, not as {sentence.intent}")
        understood += intent is not None
    if not understood:
        raise Unhealthy("it finds no intent in any sentence of the smoke test")


def _in_words(trouble: BaseException) -> str:
    if isinstance(trouble, BaseExceptionGroup):
        return _in_words(trouble.exceptions[0])
    expected = isinstance(trouble, TrainingFailed | Unhealthy | Unavailable | OSError)
    return str(trouble) if expected else repr(trouble)


def _prepare_afresh(work_dir: Path) -> None:
    shutil.rmtree(work_dir / "tmp", ignore_errors=True)  # a killed server leaves its model there
    prepare(work_dir)


def _raise_if_cancelled() -> None:
    """A task group that fails while it is being cancelled forgets the cancellation."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _event(line: str) -> str:
    """Read the event of a line that ``thin.lifeline.say`` wrote; "" for any other line."""
    try:
        said = json.loads(line)
    except ValueError:
        return ""
    return str(said.get("event", "")) if isinstance(said, dict) else ""
