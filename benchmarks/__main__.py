"""``make bench``: everything in one run on this machine, side by side.

``python -m benchmarks --large`` asks the desk with a million tickets too, which takes long.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

import uvloop

from benchmarks import chat, chat_storm, desk, floors, livechat, mail, nlu, screen, storm
from tests.peers.rasa import rasa
from tests.peers.server import Server


def main() -> None:
    """Run it, and print the table."""
    options = argparse.ArgumentParser(prog="benchmarks")
    options.add_argument("--large", action="store_true", help="the desk with a million tickets too")
    large = options.parse_args().large
    with tempfile.TemporaryDirectory() as name, rasa() as where:
        asyncio.run(_all(Path(name), where))
        uvloop.run(chat.measure(where))
        uvloop.run(chat_storm.measure(where))
        asyncio.run(storm.measure(where))
    uvloop.run(mail.measure())
    asyncio.run(nlu.measure())
    asyncio.run(screen.measure())
    asyncio.run(desk.measure((desk.SMALL, desk.LARGE) if large else (desk.SMALL,)))


async def _all(folder: Path, where: Path) -> None:
    print("floors (this machine, this run)")
    one, many = await floors.echo(1), await floors.echo(100)
    _line("bare WebSocket echo, 1 / 100 clients", f"{one:,.0f} / {many:,.0f} round trips/s")
    commits = {
        "sqlite3, synchronous=normal": floors.plain_sqlite(folder, "normal"),
        "sqlite3, synchronous=full": floors.plain_sqlite(folder, "full"),
        "aiosqlite, synchronous=full": await floors.over_aiosqlite(folder),
        "SQLAlchemy Core, asynchronous": await floors.over_sqlalchemy(folder),
    }
    for what, figure in commits.items():
        _line(f"single-row commits, {what}", f"{figure:,.0f}/s")
    full = commits["sqlite3, synchronous=full"]
    await _ours(folder, where, (one, many), full)


async def _ours(folder: Path, where: Path, echo: tuple[float, float], full: float) -> None:
    config = {
        "data": str(folder / "data"),
        "database": {"url": f"sqlite+aiosqlite:///{folder}/data/tanya.db"},
        "nlu": {"url": f"unix://{where}"},
        "channels": {"livechat": livechat.NO_LIMITS},
    }
    server = Server(folder=folder / "server", config=config, anew=True)
    await server.start()
    try:
        print("live chat, stored and acknowledged (SQLite, synchronous=full, the bot answering)")
        for clients, floor in zip((1, 100), echo, strict=True):
            figure = await livechat.acknowledged(server.base, clients)
            ratios = f"{figure / floor:.3f} of the echo, {figure / full:.2f} of raw commits"
            _line(f"{clients} clients", f"{figure:,.0f} messages/s   ({ratios})")
            await asyncio.sleep(8)  # what the bot still has to answer
        print("question to answer, one citizen")
        parse = livechat.percentiles(await livechat.parses(where))
        answer = livechat.percentiles(await livechat.answers(server.base))
        _line("bare /model/parse, p50 / p95", f"{parse[0]:.1f} / {parse[1]:.1f} ms")
        _line("question to answer, p50 / p95", f"{answer[0]:.1f} / {answer[1]:.1f} ms")
        _line("our own work, p50", f"{answer[0] - parse[0]:.1f} ms")
    finally:
        await server.stop()


def _line(what: str, figure: str) -> None:
    print(f"  {what:<52} {figure}")


if __name__ == "__main__":
    main()
