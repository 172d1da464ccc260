"""One process at a time on a folder: a lock the kernel gives back when its holder dies."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class Locked(Exception):
    """Another process is at work there."""


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock while the block lasts; raise `Locked` when another does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise Locked(f"process {file.read().strip() or '?'} holds {path}") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
