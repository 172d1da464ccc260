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

import aiohttp
import pytest

from nlu.interpreter import Interpreter
from nlu.process import Gate, Pace, RasaProcess
from nlu.rasa import RasaClient
from nlu.server.thin.fingerprint import digest, manifest_path
from nlu.training import model_path
from tests.nlu.held import rasa_process

QUICK = Pace(first_pause=0.05, poll=0.02, health=0.05, answer=0.2, start=5, grace=1, look=0.05)
PATIENT = Pace(answer=20)  # the machine is busy, and nobody is timed

SERVER = """
import asyncio, os, sys
from aiohttp import web
at = sys.argv.index("--socket")
path = sys.argv[at + 1] + (f".{os.getpid()}" if "--beside" in sys.argv else "")
print("secret-free line", flush=True)
async def status(_):
    if os.path.exists(sys.argv[at + 1] + ".hang"):
        await asyncio.sleep(60)
    return web.json_response({"ready": True, "pid": os.getpid()})
async def parse(_):
    return web.json_response({"intent": {"name": INTENT, "confidence": 1.0}})
INTENT = "greet"
app = web.Application()
app.router.add_get("/status", status)
app.router.add_post("/model/parse", parse)
web.run_app(app, path=path, print=None, access_log=None)
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
    change(project, "the first data")
    return project


def change(project: Path, domain: str) -> Path:
    """Give the project other data, and its model as if it were trained; return that."""
    (project / "domain.yml").write_text(domain)
    archive = model_path(project.parent / "models", project)
    archive.parent.mkdir(exist_ok=True)
    archive.write_bytes(b"model")
    manifest_path(archive).write_text(json.dumps({"archive": digest(archive)}))
    return archive


async def pid_served_at(socket: Path) -> int:
    connector = aiohttp.UnixConnector(path=str(socket), force_close=True)
    async with aiohttp.ClientSession("http://rasa", connector=connector) as session:
        return int((await (await session.get("/status")).json())["pid"])


def quick(imitation: Path, pace: Pace = QUICK, gate: Gate | None = None) -> RasaProcess:
    folder = imitation.parent
    return rasa_process(folder, imitation, folder / "models", pace, gate)


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


async def test_new_data_are_served_by_a_new_server(imitation: Path) -> None:
    async with kept(quick(imitation)) as rasa:
        await until(lambda: rasa.state == "ready")
        first = pid_of(rasa)
        change(imitation, "other data")
        await until(lambda: rasa.pid != first)
        assert (rasa.state, rasa.reason) == ("ready", "")
        assert await pid_served_at(imitation.parent / "rasa.sock") == rasa.pid
        await until(lambda: not is_alive(first))
        second = pid_of(rasa)
        os.kill(second, signal.SIGKILL)  # the one in front is watched as the first was
        await until(lambda: rasa.pid not in {second, None})
        await until(lambda: rasa.state == "ready")
    assert not list(imitation.parent.glob("rasa.sock.*"))


@pytest.mark.parametrize(
    ("broken", "golden", "why"),
    [
        (SERVER.replace('"greet"', "None"), None, "no intent in any sentence"),
        (SERVER, '[{text: "izin usaha", intent: permit}]', "'izin usaha' as greet, not as permit"),
        (SERVER, "text: no list", "golden.yml is not a list"),
        ("raise SystemExit('no memory left')", None, "no memory left"),
        (SERVER.replace('"/model/parse"', '"/elsewhere"'), None, "status 404"),
    ],
)
async def test_a_candidate_that_fails_leaves_the_old_one_serving(
    imitation: Path, broken: str, golden: str | None, why: str
) -> None:
    serve, sentences = imitation / "serve.py", imitation / "golden.yml"
    async with kept(quick(imitation)) as rasa:
        await until(lambda: rasa.state == "ready")
        first = pid_of(rasa)
        serve.write_text(broken)
        if golden is not None:
            sentences.write_text(golden)
        change(imitation, "other data")
        await until(lambda: rasa.reason != "")
        assert why in rasa.reason
        assert "the model before goes on" in rasa.reason
        assert (rasa.state, rasa.pid) == ("ready", first)
        assert await pid_served_at(imitation.parent / "rasa.sock") == first
        serve.write_text(SERVER)
        sentences.unlink(missing_ok=True)
        rasa.swap()
        await until(lambda: rasa.pid != first)
        assert (rasa.state, rasa.reason) == ("ready", "")


async def test_the_gate_is_asked_before_another_model_is_served(imitation: Path) -> None:
    asked, verdicts = [], ["it is worse", None]

    async def gate(candidate: Interpreter, served: Interpreter) -> str | None:
        asked.append([(await model.parse("hi")).intent for model in (candidate, served)])
        return verdicts.pop(0)

    async with kept(quick(imitation, gate=gate)) as rasa:
        await until(lambda: rasa.state == "ready")
        first = pid_of(rasa)
        (imitation / "serve.py").write_text(SERVER.replace('"greet"', '"other"'))
        change(imitation, "worse data")
        await until(lambda: rasa.reason != "")
        assert rasa.reason == "the model before goes on: it is worse"
        assert (rasa.state, rasa.pid) == ("ready", first)
        change(imitation, "better data")
        await until(lambda: rasa.pid != first)
        assert (rasa.state, rasa.reason) == ("ready", "")
        second = pid_of(rasa)
        rasa.swap()  # the same model again: nothing to compare
        await until(lambda: rasa.pid != second)
    assert asked == [["other", "greet"]] * 2


async def test_data_that_cannot_be_trained_leave_the_old_model_serving(imitation: Path) -> None:
    (imitation / "train.py").write_text("raise SystemExit('a comma is missing')")
    async with kept(quick(imitation)) as rasa:
        await until(lambda: rasa.state == "ready")
        first = pid_of(rasa)
        (imitation / "domain.yml").write_text("not trained")
        await until(lambda: "a comma is missing" in rasa.reason)
        assert (rasa.state, rasa.pid) == ("ready", first)
        os.kill(first, signal.SIGKILL)
        await until(lambda: rasa.state == "down")
        await until(lambda: rasa.state == "ready")  # with the model before
        assert "a comma is missing" in rasa.reason
        (imitation / "domain.yml").write_text("the first data")
        await until(lambda: rasa.reason == "")
        assert rasa.state == "ready"


async def ask_on(client: RasaClient, counted: list[str | None], enough: asyncio.Event) -> None:
    while not enough.is_set():
        counted.append((await client.parse("is my permit ready")).intent)


@pytest.mark.slow
async def test_no_request_is_lost_over_a_swap(
    tiny: Path, models: Path, trained: Path, tmp_path: Path
) -> None:
    assert trained.is_absolute()
    socket, counted, enough = tmp_path / "rasa.sock", list[str | None](), asyncio.Event()
    clients = [RasaClient(socket, monotonic=time.monotonic, timeout=20) for _ in range(6)]
    async with kept(rasa_process(tmp_path, tiny, models, PATIENT)) as rasa:
        await until(lambda: rasa.state == "ready", 60)
        async with asyncio.TaskGroup() as group:
            for client in clients * 2:  # two at a time on each
                group.create_task(ask_on(client, counted, enough))
            await until(lambda: len(counted) >= 200, 90)
            old = pid_of(rasa)
            rasa.swap()
            await until(lambda: rasa.pid != old, 90)
            await until(lambda: not is_alive(old), 30)
            so_far = len(counted)
            await until(lambda: len(counted) >= so_far + 1_000, 90)
            enough.set()
        assert rasa.reason == ""
    for client in clients:
        await client.close()
    assert set(counted) == {"status_permohonan"}
    assert not [name for name in os.listdir(tmp_path) if name.startswith("rasa.sock")]  # noqa: PTH208


@pytest.mark.slow
async def test_rasa_itself_comes_back(
    tiny: Path, models: Path, trained: Path, tmp_path: Path
) -> None:
    assert trained.is_absolute()
    client = RasaClient(tmp_path / "rasa.sock", monotonic=time.monotonic)
    async with kept(rasa_process(tmp_path, tiny, models)) as rasa:
        await until(lambda: rasa.state == "ready", 60)
        os.kill(pid_of(rasa), signal.SIGKILL)
        await until(lambda: rasa.state == "down")
        await until(lambda: rasa.state == "ready", 60)
        assert (await client.parse("is my permit ready")).intent == "status_permohonan"
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
