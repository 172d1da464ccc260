import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from nlu.process import Pace, RasaProcess
from nlu.rasa import RasaClient
from nlu.server.thin.fingerprint import digest, manifest_path
from nlu.training import model_path
from tests.nlu.held import rasa_process

QUICK = Pace(first_pause=0.05, poll=0.02, health=0.05, answer=0.2, start=5, grace=1)

SERVER = """
import asyncio, os, sys
from aiohttp import web
at = sys.argv.index("--socket")
print("secret-free line", flush=True)
async def status(_):
    if os.path.exists(sys.argv[at + 1] + ".hang"):
        await asyncio.sleep(60)
    return web.json_response({"ready": True, "pid": os.getpid()})
app = web.Application()
app.router.add_get("/status", status)
web.run_app(app, path=sys.argv[at + 1], print=None, access_log=None)
"""


@contextlib.asynccontextmanager
async def kept(rasa: RasaProcess) -> AsyncIterator[RasaProcess]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(rasa.run())
        yield rasa
        task.cancel()
    assert (rasa.state, rasa.reason) == ("down", "stopped")


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def is_alive(pid: int) -> bool:
    """Tell whether it runs; a zombie that nobody has collected does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def pid_of(rasa: RasaProcess) -> int:
    assert rasa.pid is not None
    return rasa.pid


@pytest.fixture
def imitation(tmp_path: Path) -> Path:
    """Return a project whose server answers health checks and needs no Rasa."""
    project = tmp_path / "project"
    (project / ".venv" / "bin").mkdir(parents=True)
    python = project / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    (project / "serve.py").write_text(SERVER)
    archive = model_path(tmp_path / "models", project)
    archive.parent.mkdir()
    archive.write_bytes(b"model")
    manifest_path(archive).write_text(json.dumps({"archive": digest(archive)}))
    return project


def quick(imitation: Path, pace: Pace = QUICK) -> RasaProcess:
    folder = imitation.parent
    return rasa_process(folder, imitation, folder / "models", pace)


async def test_a_killed_server_is_started_again(imitation: Path) -> None:
    async with kept(quick(imitation)) as rasa:
        await until(lambda: rasa.state == "ready")
        first = pid_of(rasa)
        os.kill(first, signal.SIGKILL)
        await until(lambda: rasa.state == "down")
        assert rasa.reason == "ended with -9"
        await until(lambda: rasa.state == "ready")
        second = pid_of(rasa)
        assert second != first
    assert not is_alive(second)


async def test_a_server_that_does_not_answer_is_started_again(imitation: Path) -> None:
    async with kept(quick(imitation)) as rasa:
        await until(lambda: rasa.state == "ready")
        first, hang = pid_of(rasa), imitation.parent / "rasa.sock.hang"
        hang.touch()
        await until(lambda: "health checks" in rasa.reason)
        assert not is_alive(first)
        hang.unlink()
        await until(lambda: rasa.state == "ready")


async def test_a_server_that_ends_at_once_is_tried_again_and_says_why(imitation: Path) -> None:
    (imitation / "serve.py").write_text("raise SystemExit('no memory left')")
    async with kept(quick(imitation)) as rasa:
        await until(lambda: rasa.state == "down" and "no memory left" in rasa.reason)
        (imitation / "serve.py").write_text(SERVER)
        await until(lambda: rasa.state == "ready")


async def test_a_server_that_never_gets_ready_is_down(imitation: Path) -> None:
    (imitation / "serve.py").write_text("import time; time.sleep(60)")
    async with kept(quick(imitation, Pace(start=0.2, grace=1))) as rasa:
        await until(lambda: "not ready after 0.2 s" in rasa.reason)
        assert rasa.state == "down"


async def test_one_that_will_not_go_is_killed(imitation: Path) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    held = SERVER.replace("print=None", "print=None, handle_signals=False")
    (imitation / "serve.py").write_text(deaf + held)
    async with kept(quick(imitation, Pace(poll=0.02, grace=0.2))) as rasa:
        await until(lambda: rasa.state == "ready")
        pid = pid_of(rasa)
    assert not is_alive(pid)


async def test_the_pauses_grow_to_a_limit(imitation: Path) -> None:
    rasa = quick(imitation, Pace(first_pause=1, longest_pause=60))
    assert [rasa._pause(failures) for failures in (0, 1, 2, 3, 7, 99)] == [1, 1, 2, 4, 60, 60]


async def test_a_missing_environment_is_the_reason(tmp_path: Path) -> None:
    async with kept(rasa_process(tmp_path, tmp_path / "none", tmp_path / "models", QUICK)) as rasa:
        await until(lambda: "no Rasa environment" in rasa.reason)
        assert rasa.state == "down"


@pytest.mark.slow
async def test_rasa_itself_comes_back(
    tiny: Path, models: Path, trained: Path, tmp_path: Path
) -> None:
    assert trained.is_absolute()
    client = RasaClient(tmp_path / "rasa.sock", monotonic=time.monotonic)
    async with kept(rasa_process(tmp_path, tiny, models)) as rasa:
        for _ in range(2):
            await until(lambda: rasa.state == "ready", 60)
            assert (await client.parse("is my permit ready")).intent == "status_permohonan"
            os.kill(pid_of(rasa), signal.SIGKILL)
            await until(lambda: rasa.state == "down")
        await until(lambda: rasa.state == "ready", 60)
    await client.close()
    assert not (tmp_path / "rasa.sock").exists()


@pytest.mark.slow
def test_rasa_dies_with_the_application(
    tiny: Path, models: Path, trained: Path, tmp_path: Path
) -> None:
    assert trained.exists()
    command = [sys.executable, "-m", "tests.nlu.held", str(tmp_path), str(tiny), str(models)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
        assert holder.stdout is not None
        pid = next(int(line[2:]) for line in holder.stdout if line.startswith("@@"))
        assert is_alive(pid)
        holder.kill()
    deadline = time.monotonic() + 15
    while is_alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)
