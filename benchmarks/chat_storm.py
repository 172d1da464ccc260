"""Two hundred visitors, twenty messages each, while connections break and five kills strike."""

import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import uvloop

from app.migrate import migrate
from runtime.files import allow_many_files
from tests.peers.postgres import postgres_server
from tests.peers.rasa import rasa
from tests.story.chat_storm import brewing

VISITORS, EACH, KILLS, SEED = 200, 20, 5, 20261201
HASTE, LEASE, PAUSES = 2.0, 30.0, 6.0  # a busy machine may take seconds over an answer
ENGINES = ("SQLite", "PostgreSQL")


async def measure(where: Path, engines: tuple[str, ...] = ENGINES, seed: int = SEED) -> None:
    """Print what came of it; raise `AssertionError` when anything is lost, doubled or not shown."""
    allow_many_files()
    print(f"a storm over the live chat: {VISITORS} visitors, {EACH} messages each, {KILLS} kills")
    for engine in engines:
        with tempfile.TemporaryDirectory() as name, database(engine, Path(name)) as url:
            await migrate(url)
            start = time.perf_counter()
            async with brewing(
                Path(name),
                url,
                where,
                visitors=VISITORS,
                seed=seed,
                haste=HASTE,
                lease=LEASE,
                pauses=PAUSES,
            ) as storm:
                await storm.rage(each=EACH, kills=KILLS)
                came = await storm.verdict()
        struck = ", ".join(f"{count} {what}" for what, count in sorted(came.struck.items()))
        print(
            f"  {engine}: {time.perf_counter() - start:.0f} s; {came.written:,} messages written, "
            f"sent {came.posted:,} times over {came.visits:,} connections, each stored once and in "
            f"order; {came.answers:,} answers; everybody has all of it\n    connections: {struck}",
            flush=True,
        )


@contextlib.contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """A new, empty one."""
    if engine == "SQLite":
        (folder / "data").mkdir()
        yield f"sqlite+aiosqlite:///{folder}/data/tanya.db"
    else:
        with postgres_server() as server:
            yield server.url()


if __name__ == "__main__":
    with rasa() as served:
        for chosen in sys.argv[1:] or [str(SEED)]:
            uvloop.run(measure(served, seed=int(chosen)))
