"""The real Rasa server with the real model, for a test session; and a gate that can hang."""

import asyncio
import contextlib
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from aiohttp import ClientSession, UnixConnector, web

from nlu.training import SERVER, ensure_model, prepare, program

MODELS = Path(__file__).parents[2] / "var" / "nlu" / "models"  # named by the data's hash


@contextlib.contextmanager
def rasa() -> Iterator[Path]:
    """Our server on the model of the data as it is now; the socket it listens on."""
    archive = asyncio.run(ensure_model(SERVER, MODELS, print))
    with tempfile.TemporaryDirectory(prefix="rasa-") as name:
        folder = Path(name)
        prepare(folder)
        where = folder / "rasa.sock"
        what = program(SERVER, folder, "serve.py", "--socket", where, "--model", archive)
        with subprocess.Popen(  # noqa: S603  our own program
            what.command,
            env=dict(what.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                _wait(where, process)
                yield where
            finally:
                process.terminate()
                process.wait(20)


def _wait(where: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 90
    while not where.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"Rasa did not start: exit {process.poll()}")
        time.sleep(0.05)


class Gate:
    """Stands before Rasa on loopback: passes on, hangs, or talks nonsense."""

    def __init__(self, where: Path) -> None:
        self._where = where
        self.open = asyncio.Event()
        self.open.set()
        self.arrived = asyncio.Event()  # someone asked
        self.nonsense = False
        self.url = ""

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator["Gate"]:
        """Listen while the block lasts."""
        app = web.Application()
        app.router.add_post("/model/parse", self._pass_on)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            self.open.set()
            await runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        self.arrived.set()
        await self.open.wait()
        if self.nonsense:
            return web.json_response({"weather": "fine"})
        async with (
            ClientSession(connector=UnixConnector(str(self._where))) as session,
            session.post("http://rasa/model/parse", data=await request.read()) as answer,
        ):
            return web.Response(body=await answer.read(), content_type="application/json")
