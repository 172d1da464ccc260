"""A thousand mails while the server is killed ten times and Dovecot restarted three times."""

import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.migrate import migrate
from tests.peers.postgres import postgres_server
from tests.peers.rasa import rasa
from tests.story.storm import brewing, plan

MAILS, KILLS, RESTARTS, LARGE, SEED = 1000, 10, 3, 5, 20261124
ENGINES = ("SQLite", "PostgreSQL")


async def measure(where: Path, engines: tuple[str, ...] = ENGINES, seed: int = SEED) -> None:
    """Print what came of it; raise `AssertionError` when a mail was lost, doubled or misplaced."""
    mails = plan(MAILS, seed=seed, large=LARGE)
    size = sum(len(mail.raw) for mail in mails) / 1e6
    print(f"a storm of {len(mails)} mails, {size:.0f} MB; {KILLS} kills, {RESTARTS} of Dovecot")
    for engine in engines:
        with tempfile.TemporaryDirectory() as name, _database(engine, Path(name)) as url:
            await migrate(url)
            start = time.perf_counter()
            async with brewing(Path(name), url, where, mails, seed=seed) as storm:
                await storm.rage(kills=KILLS, restarts=RESTARTS)
                seconds = time.perf_counter() - start
                came = await storm.verdict()
        print(
            f"  {engine}: {seconds:.0f} s; {came.tickets} tickets, {came.duplicates} duplicates, "
            f"{came.aside} set aside; {came.sent} mails sent, {came.resent} of them again; "
            "each mail one message, each reply in its ticket, no machine answered",
            flush=True,
        )


@contextlib.contextmanager
def _database(engine: str, folder: Path) -> Iterator[str]:
    if engine == "SQLite":
        (folder / "data").mkdir()
        yield f"sqlite+aiosqlite:///{folder}/data/tanya.db"
    else:
        with postgres_server() as server:
            yield server.url()


if __name__ == "__main__":
    with rasa() as served:
        for chosen in sys.argv[1:] or [str(SEED)]:
            asyncio.run(measure(served, seed=int(chosen)))
