"""Has the model trained when the training data changed, and knows where the trained one is."""

import asyncio
import collections
import contextlib
import dataclasses
import os
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

from nlu.server.thin import fingerprint as _made_from
from nlu.server.thin.quiet import ENVIRONMENT

SERVER = Path(__file__).parent / "server"
SYNC = "uv sync --frozen --compile-bytecode --project"
LONGEST_LINE = 500  # characters of a line that reach our log


class TrainingFailed(Exception):
    """The model could not be trained; the message ends with the last lines of the output."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program in the Rasa environment: what to run, and in which surroundings."""

    command: tuple[str, ...]
    environment: Mapping[str, str]


def fingerprint(server_dir: Path) -> str:
    """Hash all that decides how the model turns out: 64 hex digits."""
    return _made_from.fingerprint(server_dir)


def model_path(models_dir: Path, server_dir: Path) -> Path:
    """Where the model for the training data as it is now is kept, trained already or not."""
    return _made_from.archive_path(models_dir, server_dir)


def standin(models_dir: Path, server_dir: Path) -> Path | None:
    """Where the model lies that reads while Rasa is away; the newest one, None without any."""
    own = _made_from.standin_path(model_path(models_dir, server_dir))
    if own.exists():
        return own
    return max(models_dir.glob("*.standin.json"), key=lambda p: p.stat().st_mtime, default=None)


def is_trained(archive: Path) -> bool:
    """Whether the archive is there, and is the one that our training wrote."""
    return _made_from.manifest_of(archive) is not None


def python_of(server_dir: Path) -> Path:
    """Return the interpreter of the Rasa environment, which need not be there."""
    return server_dir / ".venv" / "bin" / "python"


def program(server_dir: Path, work_dir: Path, script: str, *arguments: str | Path) -> Program:
    """Put a command together; raises FileNotFoundError while there is no Rasa environment."""
    python = python_of(server_dir)
    if not python.exists():
        raise FileNotFoundError(f"no Rasa environment at {python}: run `{SYNC} {server_dir}`")
    own = ("--project", str(server_dir), "--follow-stdin")
    command = (str(python), str(server_dir / script), *own, *map(str, arguments))
    return Program(command=command, environment=surroundings(work_dir))


def surroundings(work_dir: Path) -> dict[str, str]:
    """Return an environment with none of our secrets, and with places where Rasa may write."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    homes = {name: str(work_dir / "home") for name in ("HOME", "MPLCONFIGDIR", "KERAS_HOME")}
    own = {"TMPDIR": str(work_dir / "tmp"), "PYTHONWARNINGS": "ignore", "PYTHONUNBUFFERED": "1"}
    return {**kept, **ENVIRONMENT, **homes, **own}


def prepare(work_dir: Path) -> None:
    """Make the folders that `surroundings` names."""
    for name in ("home", "tmp"):
        (work_dir / name).mkdir(parents=True, exist_ok=True, mode=0o700)


async def lines(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    """Yield the lines of a process's output, shortened, until it ends."""
    while True:
        try:
            line = await stream.readline()
        except ValueError:  # longer than the reader's limit: the rest comes as the next line
            continue
        if not line:
            return
        yield line.decode(errors="replace").rstrip()[:LONGEST_LINE]


@contextlib.asynccontextmanager
async def running(
    what: Program, *, stderr: int, grace: float = 15.0
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a program for as long as the block lasts: SIGTERM after it, SIGKILL after ``grace``."""
    process = await asyncio.create_subprocess_exec(
        *what.command,
        env=dict(what.environment),
        stdin=asyncio.subprocess.PIPE,  # never written to: it closes when we die, and so it dies
        stdout=asyncio.subprocess.PIPE,
        stderr=stderr,
    )
    try:
        yield process
    finally:
        await _stop(process, grace)


async def _stop(process: asyncio.subprocess.Process, grace: float) -> None:
    try:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await process.wait()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def ensure_model(
    server_dir: Path,
    models_dir: Path,
    progress: Callable[[str], None],
    *,
    work_dir: Path | None = None,
) -> Path:
    """Return the archive for the training data as it is now, training it only if it is missing.

    Raises `TrainingFailed`, and OSError where the Rasa environment is missing.
    """
    archive = await asyncio.to_thread(model_path, models_dir, server_dir)
    if await asyncio.to_thread(is_trained, archive):
        return archive
    work = work_dir or models_dir / ".work"
    await asyncio.to_thread(prepare, work)
    await _train(program(server_dir, work, "train.py", "--out", models_dir), progress)
    if not await asyncio.to_thread(is_trained, archive):
        raise TrainingFailed(f"{archive.name} is not there: did the data change meanwhile?")
    return archive


async def _train(what: Program, progress: Callable[[str], None]) -> None:
    last: collections.deque[str] = collections.deque(maxlen=12)
    async with running(what, stderr=asyncio.subprocess.STDOUT) as process:
        assert process.stdout is not None  # noqa: S101  it is a pipe: see running()
        async for line in lines(process.stdout):
            last.append(line)
            progress(line)
        code = await process.wait()
    if code != 0:
        raise TrainingFailed(f"train.py ended with {code}:\n" + "\n".join(last))
