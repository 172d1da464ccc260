"""Serves one trained model: ``serve.py --socket PATH --model ARCHIVE``.

With ``--tcp HOST:PORT`` instead of a socket, every request must bear the token that stands in the
environment variable TANYA_NLU_TOKEN.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvloop
from aiohttp import web
from thin.batcher import Batcher
from thin.fingerprint import manifest_of
from thin.lifeline import end_with_stdin, say
from thin.quiet import hush
from thin.web import application

GRACE = 10.0  # seconds for the requests already taken
FAREWELL = 0.3  # seconds in which those who are connected are told to come to another server
TOKEN = "TANYA_NLU_TOKEN"  # noqa: S105  where it is, not what it is
REFUSED = 3


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--socket", type=Path, help="only our own user may come in")
    where.add_argument("--tcp", type=_address, metavar="HOST:PORT", help=f"needs {TOKEN}")
    parser.add_argument("--model", type=Path, required=True, help="an archive that train.py wrote")
    parser.add_argument("--project", type=Path, default=Path(__file__).parent)
    parser.add_argument(
        "--beside",
        action="store_true",
        help="listen at PATH.<pid>, for the one who started us to move over PATH",
    )
    parser.add_argument("--follow-stdin", action="store_true", help="end when stdin is closed")
    return parser.parse_args(given)


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text} is not HOST:PORT")
    return host.strip("[]"), int(port)


def _listening(
    arguments: argparse.Namespace,
) -> contextlib.AbstractContextManager[socket.socket]:
    if arguments.tcp is not None:
        return _on_tcp(*arguments.tcp)
    return _on_socket(arguments.socket, moved=not arguments.beside)


@contextlib.contextmanager
def _on_tcp(host: str, port: int) -> Iterator[socket.socket]:
    family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.create_server(place[:2], family=family, backlog=256) as listener:
        yield listener


@contextlib.contextmanager
def _on_socket(path: Path, *, moved: bool) -> Iterator[socket.socket]:
    """Listen where only our own user may come in, in one move over what was there before."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        before = os.umask(0o177)
        try:
            listener.bind(str(beside))
        finally:
            os.umask(before)
        listener.listen(256)
        ours = beside.stat().st_ino
        if moved:
            beside.replace(path)
        try:
            yield listener
        finally:
            for place in (path, beside):
                _unlink(place, ours)


def _unlink(path: Path, inode: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_ino == inode:  # else the next server listens there by now
            path.unlink()


async def _asked_to_stop() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


async def _serve(
    batcher: Batcher, status: dict[str, Any], arguments: argparse.Namespace, token: str | None
) -> None:
    leaving = asyncio.Event()
    runner = web.AppRunner(
        application(batcher, status, token=token, leaving=leaving.is_set),
        access_log=None,
        shutdown_timeout=GRACE,
        handle_signals=False,
    )
    await runner.setup()
    with _listening(arguments) as listener:
        await web.SockSite(runner, listener).start()
        say("ready", **status, at=_place(listener))
        await _asked_to_stop()
        say("stopping")
        leaving.set()
        await asyncio.sleep(FAREWELL)  # and those who wait at our door still come in
    await runner.cleanup()


def _place(listener: socket.socket) -> str:
    name = listener.getsockname()
    return name if isinstance(name, str) else f"{name[0]}:{name[1]}"


async def _run(
    batcher: Batcher, status: dict[str, Any], arguments: argparse.Namespace, token: str | None
) -> None:
    async with asyncio.TaskGroup() as group:
        inference = group.create_task(batcher.run())
        await _serve(batcher, status, arguments, token)
        inference.cancel()


def _refused(reason: str) -> int:
    say("refused", reason=reason)
    return REFUSED


def _encoder() -> str | None:
    """Tell which sentence encoder reads along; None where the project has no place for one."""
    encoder = sys.modules.get("components.encoder")
    return None if encoder is None else encoder.state()


def main(given: list[str]) -> int:
    """Load, warm up, and serve until told to stop."""
    arguments = _arguments(given)
    token = os.environ.pop(TOKEN, "").strip()
    if arguments.tcp is not None and not token:
        return _refused(f"on TCP a token is needed in {TOKEN}")
    if arguments.follow_stdin:
        end_with_stdin()
    manifest = manifest_of(arguments.model)
    if manifest is None:
        return _refused("this archive is not in a manifest of ours")
    hush()
    say("loading", model=manifest["fingerprint"])
    sys.path.insert(0, str(arguments.project))  # for its components
    from thin.model import VERSION, load  # noqa: PLC0415  takes seconds, and only once hushed

    model = load(arguments.model, manifest.get("alphabet"))
    hush()  # Rasa set some of it up in its own way
    model.parse(["halo"])
    status = {
        "model": manifest["fingerprint"],
        "rasa": VERSION,
        "pid": os.getpid(),
        "encoder": _encoder(),
    }
    batcher = Batcher(model.parse, monotonic=time.monotonic)
    guard = token if arguments.tcp is not None else None
    uvloop.run(_run(batcher, status, arguments, guard))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
