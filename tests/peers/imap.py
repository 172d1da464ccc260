"""Real IMAP servers for tests: Dovecot where it is installed, pymap (pip only) anywhere."""

import asyncio
import contextlib
import dataclasses
import imaplib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from tests.peers.dovecot import Dovecot, installed
from tests.peers.ports import free_port


@dataclasses.dataclass
class Postbox:
    """One empty folder of one user on a server, and a way to put mail into it."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"

    async def deliver(self, *raws: bytes) -> None:
        """Put mails in, over IMAP, byte for byte."""
        await asyncio.to_thread(self._append, raws)

    def _append(self, raws: tuple[bytes, ...]) -> None:
        with self.client() as client:
            for raw in raws:
                answer, told = client.append(self.folder, "", "", raw)
                assert answer == "OK", told

    @contextlib.contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """Another client of the same mailbox (blocking: for use in a thread)."""
        with imaplib.IMAP4(self.host, self.port, timeout=20) as client:
            client.login(self.user, self.password)
            yield client


class Pymap:
    """pymap, in memory, in a process of its own; a folder for each test."""

    def __init__(self) -> None:
        self.host, self.port = "127.0.0.1", free_port()
        self._folders = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers: about 4 s."""
        what = f"--no-tls --host {self.host} --port {self.port}"
        only_imap = "--no-service managesieve --no-service admin"
        demo = "dict --demo-data --demo-user tanya --demo-password rahasia"
        binary = str(Path(sys.executable).parent / "pymap")
        environment = {**os.environ, "HOME": "/tmp"}
        self._process = subprocess.Popen(  # noqa: S603
            [binary, *what.split(), *only_imap.split(), *demo.split()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        wait_for_port(self.host, self.port)

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(5)

    def postbox(self) -> Postbox:
        """Make an empty folder."""
        self._folders += 1
        folder = f"Test{self._folders}"
        box = Postbox(self.host, self.port, "tanya", "rahasia", folder)
        with box.client() as client:
            assert client.create(folder)[0] == "OK"
        return box


@contextlib.contextmanager
def serving(server: Dovecot | Pymap) -> Iterator[Dovecot | Pymap]:
    """Run a server for as long as the block lasts."""
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextlib.asynccontextmanager
async def imap_server() -> AsyncIterator[Dovecot | Pymap]:
    """Run the best server there is: for story tests."""
    server: Dovecot | Pymap = Dovecot() if installed() else Pymap()
    try:
        await asyncio.to_thread(server.start)
        yield server
    finally:
        await asyncio.to_thread(server.stop)


def describe_imap() -> str:
    """Say which IMAP servers the tests run against, for the report's header."""
    if not installed():
        return "imap: pymap only (no Dovecot on this machine)"
    return "imap: Dovecot (/usr/sbin/dovecot) and pymap"


def wait_for_port(host: str, port: int, seconds: float = 30) -> None:
    """Wait until somebody listens there and says hello."""
    until = time.monotonic() + seconds
    while True:
        try:
            with socket.create_connection((host, port), timeout=5) as client:
                assert client.recv(1)
                return
        except (OSError, AssertionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
