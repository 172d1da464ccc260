"""A tiny Rasa project, really trained once, and a server that really serves it."""

import asyncio
import dataclasses
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlu.training import SERVER, SYNC, ensure_model, prepare, program, python_of

HERE = Path(__file__).parent


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server, and all that it has said."""

    socket: Path
    output: Path
    pid: int

    def said(self) -> str:
        return self.output.read_text(errors="replace")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project of five intents that has our code and environment, by links."""
    if not python_of(SERVER).exists():
        pytest.fail(f"the Rasa environment is missing: run `{SYNC} {SERVER}`")
    project = tmp_path_factory.mktemp("tiny") / "project"
    shutil.copytree(HERE / "tiny", project)
    for name in ("serve.py", "train.py", "thin", ".venv", "uv.lock"):
        (project / name).symlink_to(SERVER / name)
    return project


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def trained(tiny: Path, models: Path) -> Path:
    """Return the archive of the tiny model."""
    return asyncio.run(ensure_model(tiny, models, lambda _: None))


@pytest.fixture(scope="session")
def served(tiny: Path, trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the tiny model in a process of its own."""
    folder = tmp_path_factory.mktemp("served")
    prepare(folder)
    socket, output = folder / "rasa.sock", folder / "output"
    what = program(tiny, folder, "serve.py", "--socket", socket, "--model", trained)
    with (
        output.open("wb") as written,
        subprocess.Popen(  # noqa: S603  our own program
            what.command,
            env=dict(what.environment),
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        served = Served(socket=socket, output=output, pid=process.pid)
        _wait_until_ready(served, process)
        yield served
        process.terminate()
        assert process.wait(20) == 0, served.said()


def _wait_until_ready(served: Served, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while '"ready"' not in served.said():
        assert process.poll() is None, served.said()
        assert time.monotonic() < deadline, served.said()
        time.sleep(0.05)
