"""Our own server as a process of its own: started, killed in the middle, and started again."""

import asyncio
import contextlib
import dataclasses
import os
import signal
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from tests.peers import commands


@dataclasses.dataclass
class Server:
    """One server on its own data, which outlives the process."""

    folder: Path
    config: Mapping[str, Any]
    base: str = ""
    administrator: tuple[str, str] = ("", "")  # printed once, on the very first start
    anew: bool = False  # import everything, as an operator's does, instead of being forked
    process: commands.Process | asyncio.subprocess.Process | None = None

    async def start(self, seconds: float = 60, *, same_port: bool = False) -> None:
        """Start it, and wait until it says where it is."""
        port = () if same_port else ("--port", "0")
        self._write()
        with (self.folder / "server.log").open("ab") as log:
            start = commands.start_anew if self.anew else commands.start
            self.process = await start("serve", *port, "--config", self._path, stderr=log.fileno())
        assert self.process.stdout is not None
        async with asyncio.timeout(seconds):
            async for line in self.process.stdout:
                words = line.decode().split()
                if words[:1] == ["First"]:
                    self.administrator = words[2], words[4]
                if words[:3] == ["Tanya", "is", "at"]:
                    self.base = words[3]
                    return
        raise AssertionError(f"the server did not start: {self.log()[-3000:]}")

    async def kill(self) -> None:
        """kill -9: no goodbye to anyone."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM, as an operator stops it."""
        await self._end(signal.SIGTERM)

    async def restart(self) -> None:
        """Kill it, and start it on the same data."""
        await self.kill()
        await self.start()

    async def run(self, *arguments: str, stdin: str = "") -> tuple[int, str]:
        """Run another command on the same configuration; its exit code and what it printed."""
        self._write()
        words = (*arguments, "--config", self._path)
        done = await asyncio.to_thread(commands.run, *words, given=stdin)
        return done.returncode, done.stdout + done.stderr

    @property
    def pid(self) -> int:
        """Its process, while it runs."""
        assert self.process is not None
        return self.process.pid

    def log(self) -> str:
        """What the server logged so far."""
        return (self.folder / "server.log").read_text(errors="replace")

    async def ready(self) -> dict[str, Any]:
        """What ``/readyz`` says."""
        async with aiohttp.ClientSession() as s, s.get(f"{self.base}/readyz") as answer:
            said: dict[str, Any] = await answer.json()
            return said

    @property
    def _path(self) -> Path:
        return self.folder / "config.yml"

    def _write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._path.write_text(yaml.safe_dump(dict(self.config)))

    async def _end(self, number: int) -> None:
        if self.process is not None and self.process.returncode is None:
            os.kill(self.process.pid, number)
            await self.process.wait()


class Desk:
    """An agent at the REST API; stays signed in while the server comes and goes."""

    def __init__(self, server: Server, session: aiohttp.ClientSession) -> None:
        self._server, self._session = server, session

    async def get(self, path: str, **query: str) -> Any:  # noqa: ANN401
        """Read."""
        async with self._session.get(f"{self._server.base}/api/v1{path}", params=query) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def download(self, url: str) -> bytes:
        """The bytes of a file."""
        async with self._session.get(f"{self._server.base}{url}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def post(self, path: str, **body: object) -> Any:  # noqa: ANN401
        """Do."""
        async with self._session.post(f"{self._server.base}/api/v1{path}", json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def tickets(self, **query: str) -> list[dict[str, Any]]:
        """The tickets of a view."""
        page = await self.get("/tickets", **query)
        rows: list[dict[str, Any]] = page["data"]
        return rows

    async def transcript(self, number: str) -> list[tuple[str, str]]:
        """Who said what on a ticket."""
        page = await self.get(f"/tickets/{number}/messages")
        return [(m["author"]["kind"], m["text"]) for m in page["data"]]

    async def reply(self, number: str, text: str) -> None:
        """Write to the citizen."""
        await self.post(f"/tickets/{number}/messages", text=text)

    async def upload(self, name: str, content: bytes, media_type: str) -> Any:  # noqa: ANN401
        """Send a file here, to go with a message."""
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name, content_type=media_type)
        url = f"{self._server.base}/api/v1/uploads"
        async with self._session.post(url, data=form) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def in_queue(self, count: int = 1) -> list[dict[str, Any]]:
        """Wait until so many tickets wait for a person."""
        async with asyncio.timeout(20):
            while len(rows := await self.tickets(handler="queue")) < count:
                await asyncio.sleep(0.05)
        return rows


@contextlib.asynccontextmanager
async def at_the_desk(server: Server) -> AsyncIterator[Desk]:
    """Sign in."""
    jar = aiohttp.CookieJar(unsafe=True)  # 127.0.0.1 is no host name
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        desk = Desk(server, session)
        email, password = server.administrator
        await desk.post("/session", email=email, password=password)
        yield desk
