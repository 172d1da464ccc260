"""``tanya …`` in processes of their own, forked from one that has imported it already."""

import asyncio
import contextlib
import dataclasses
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
LARGEST = 2**17  # bytes of an order: arguments and environment
_LONGEST = 60.0  # seconds a command may take


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    returncode: int  # negative: the signal that ended it
    stdout: str
    stderr: str


class Process:
    """A command that runs, or ran."""

    def __init__(self, report: socket.socket, stdout: asyncio.StreamReader | None = None) -> None:
        self._report = report
        self._returncode: int | None = None
        self.stdout = stdout
        report.settimeout(_LONGEST)
        self.pid = int(report.recv(64))

    @property
    def returncode(self) -> int | None:
        """The exit code; None while it runs."""
        if self._returncode is None:
            self._report.settimeout(0)
            with contextlib.suppress(BlockingIOError):
                self._end(self._report.recv(64))
        return self._returncode

    def ended(self) -> int:
        """Wait for its end, a minute at most; the exit code."""
        if self._returncode is None:
            self._report.settimeout(_LONGEST)
            try:
                self._end(self._report.recv(64))
            except TimeoutError:
                os.kill(self.pid, signal.SIGKILL)
                raise
        assert self._returncode is not None
        return self._returncode

    async def wait(self) -> int:
        """Wait for its end; the exit code."""
        if self._returncode is None:
            self._report.settimeout(0)
            self._end(await asyncio.get_running_loop().sock_recv(self._report, 64))
        assert self._returncode is not None
        return self._returncode

    def _end(self, said: bytes) -> None:
        self._returncode = int(said)
        self._report.close()


def run(*arguments: object, given: str = "") -> Done:
    """Run a command to its end, ``given`` on its standard input."""
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryFile() as stdout,
        tempfile.TemporaryFile() as stderr,
    ):
        stdin.write(given.encode())
        stdin.seek(0)
        process = _started(arguments, stdin.fileno(), stdout.fileno(), stderr.fileno())
        code = process.ended()
        for file in (stdout, stderr):
            file.seek(0)
        return Done(code, stdout.read().decode(), stderr.read().decode())


async def start(*arguments: object, stderr: int) -> Process:
    """Start a command; its standard output can be read, its errors go to a descriptor."""
    ours, its = os.pipe()
    stdout = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stdout), os.fdopen(ours, "rb", 0)
    )
    nothing = os.open(os.devnull, os.O_RDONLY)
    try:
        return await asyncio.to_thread(_started, arguments, nothing, its, stderr, reader=stdout)
    finally:
        os.close(its)
        os.close(nothing)


def _started(
    arguments: tuple[object, ...],
    *streams: int,
    reader: asyncio.StreamReader | None = None,
) -> Process:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    order = {"arguments": [str(one) for one in arguments], "environment": dict(os.environ)}
    raw = json.dumps(order).encode()
    assert len(raw) < LARGEST
    with its:
        socket.send_fds(_forking()[0], [raw], [*streams, its.fileno()])
    return Process(ours, reader)


@functools.cache
def _forking() -> "tuple[socket.socket, subprocess.Popen[bytes]]":
    """Where to order, from the first command to the end of the tests: the process ends with us."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        process = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-m", "tests.peers.forking", str(its.fileno())],
            stdin=subprocess.DEVNULL,
            pass_fds=[its.fileno()],
            cwd=ROOT,
        )
    return ours, process


async def start_anew(*arguments: object, stderr: int) -> asyncio.subprocess.Process:
    """Start a command as an operator does: it imports everything itself."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "app", *map(str, arguments)),
        stdout=asyncio.subprocess.PIPE,
        stderr=stderr,
        cwd=ROOT,
    )
