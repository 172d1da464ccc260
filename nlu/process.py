"""Keeps our own Rasa server alive: trains if needed, starts it, watches it, starts it again."""

import asyncio
import collections
import contextlib
import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import aiohttp
import structlog

from nlu.training import Program, TrainingFailed, ensure_model, lines, prepare, program, running


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often and how long; all in seconds."""

    first_pause: float = 1.0  # after a failure; doubles with each
    longest_pause: float = 60.0
    start: float = 120.0  # to be ready after its start
    poll: float = 0.1  # between looks while it starts
    health: float = 5.0  # between looks once it is ready
    answer: float = 3.0  # for one health check
    misses: int = 3  # health checks in a row
    grace: float = 15.0  # between SIGTERM and SIGKILL
    settled: float = 60.0  # having been ready so long, it starts from the first pause again


class Unhealthy(Exception):
    """The server runs, and does not answer."""


class RasaProcess:
    """One Rasa server, and what is known of it.

    ``state`` is "training", "starting", "ready" or "down"; ``reason`` says why it is down.
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
    ) -> None:
        self._server_dir = server_dir
        self._models_dir = models_dir
        self._work_dir = work_dir
        self._socket = socket
        self._monotonic = monotonic
        self._pace = pace or Pace()
        self._log = structlog.get_logger().bind(part="nlu")
        self._last_words: collections.deque[str] = collections.deque(maxlen=3)
        self._ready_at: float | None = None
        self.state = "down"
        self.reason = "not started"
        self.pid: int | None = None

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
        model = await ensure_model(
            self._server_dir, self._models_dir, self._trains, work_dir=self._work_dir
        )
        self.state, self.reason = "starting", ""
        await asyncio.to_thread(_prepare_afresh, self._work_dir)
        self._socket.parent.mkdir(parents=True, exist_ok=True)
        where = ("--socket", self._socket, "--model", model)
        return await self._serve(program(self._server_dir, self._work_dir, "serve.py", *where))

    async def _serve(self, what: Program) -> str:
        self._last_words.clear()
        running_server = running(what, stderr=asyncio.subprocess.PIPE, grace=self._pace.grace)
        async with running_server as process, asyncio.TaskGroup() as group:
            self.pid = process.pid
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
        connector = aiohttp.UnixConnector(path=str(self._socket), force_close=True)
        async with aiohttp.ClientSession(connector=connector) as session:
            await self._until_ready(session)
            self._ready_at = self._monotonic()
            self.state, self.reason = "ready", ""
            self._log.info("rasa_ready", pid=self.pid)
            await self._until_unhealthy(session)

    async def _until_ready(self, session: aiohttp.ClientSession) -> None:
        try:
            async with asyncio.timeout(self._pace.start):
                while not await self._is_healthy(session):  # noqa: ASYNC110  another process
                    await asyncio.sleep(self._pace.poll)
        except TimeoutError:
            raise Unhealthy(f"not ready after {self._pace.start:g} s") from None

    async def _until_unhealthy(self, session: aiohttp.ClientSession) -> None:
        misses = 0
        while misses < self._pace.misses:
            await asyncio.sleep(self._pace.health)
            misses = 0 if await self._is_healthy(session) else misses + 1
        raise Unhealthy(f"no answer to {misses} health checks")

    async def _is_healthy(self, session: aiohttp.ClientSession) -> bool:
        with contextlib.suppress(
            aiohttp.ClientError, TimeoutError, ValueError, LookupError, OSError
        ):
            async with (
                asyncio.timeout(self._pace.answer),
                session.get("http://rasa/status") as response,
            ):
                status = await response.json()
                return bool(status["ready"] and status["pid"] == self.pid)
        return False

    def _trains(self, line: str) -> None:
        self.state, self.reason = "training", _event(line) or self.reason
        self._log.info("rasa_trains", line=line)

    def _goes_down(self, reason: str) -> None:
        self.state, self.reason, self.pid = "down", reason, None
        self._log.warning("rasa_down", reason=reason)

    def _had_settled(self) -> bool:
        since = self._ready_at
        return since is not None and self._monotonic() - since > self._pace.settled

    def _pause(self, failures: int) -> float:
        doubled = self._pace.first_pause * 2.0 ** min(max(failures - 1, 0), 16)
        return min(self._pace.longest_pause, doubled)


def _in_words(trouble: BaseException) -> str:
    if isinstance(trouble, BaseExceptionGroup):
        return _in_words(trouble.exceptions[0])
    expected = isinstance(trouble, TrainingFailed | Unhealthy | OSError)
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
