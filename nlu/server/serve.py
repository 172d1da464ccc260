"""Serves one trained model on a Unix socket: ``serve.py --socket PATH --model ARCHIVE``."""

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


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="an archive that train.py wrote")
    parser.add_argument("--project", type=Path, default=Path(__file__).parent)
    parser.add_argument("--follow-stdin", action="store_true", help="end when stdin is closed")
    return parser.parse_args(given)


@contextlib.contextmanager
def _listening(path: Path) -> Iterator[socket.socket]:
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
        beside.replace(path)
        try:
            yield listener
        finally:
            _unlink(path, ours)


def _unlink(path: Path, inode: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_ino == inode:  # else the next server listens there by now
            path.unlink()


async def _asked_to_stop() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


async def _serve(batcher: Batcher, status: dict[str, Any], path: Path) -> None:
    runner = web.AppRunner(
        application(batcher, status), access_log=None, shutdown_timeout=GRACE, handle_signals=False
    )
    await runner.setup()
    with _listening(path) as listener:
        await web.SockSite(runner, listener).start()
        say("ready", **status)
        await _asked_to_stop()
        say("stopping")
    await runner.cleanup()


async def _run(batcher: Batcher, status: dict[str, Any], path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        inference = group.create_task(batcher.run())
        await _serve(batcher, status, path)
        inference.cancel()


def main(given: list[str]) -> int:
    """Load, warm up, and serve until told to stop."""
    arguments = _arguments(given)
    if arguments.follow_stdin:
        end_with_stdin()
    manifest = manifest_of(arguments.model)
    if manifest is None:
        say("refused", reason="this archive is not in a manifest of ours")
        return 3
    hush()
    say("loading", model=manifest["fingerprint"])
    sys.path.insert(0, str(arguments.project))  # for its components
    from thin.model import VERSION, load  # noqa: PLC0415  takes seconds, and only once hushed

    model = load(arguments.model, manifest.get("alphabet"))
    hush()  # Rasa set some of it up in its own way
    model.parse(["halo"])
    status = {"model": manifest["fingerprint"], "rasa": VERSION, "pid": os.getpid()}
    batcher = Batcher(model.parse, monotonic=time.monotonic)
    uvloop.run(_run(batcher, status, arguments.socket))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
