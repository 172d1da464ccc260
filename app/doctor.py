"""``tanya doctor``: look at everything, change nothing, and say what to do about what is wrong."""

import asyncio
import dataclasses
import datetime as dt
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import click
import sqlalchemy as sa
from alembic.migration import MigrationContext

from app import check as checking
from app.bootstrap import House, assemble
from app.command import config_option, run
from app.migrate import head, shown
from app.settings import BadConfig, Settings, load, secret_key
from app.web import CONSOLE, WIDGET
from bot.flows.texts import BadFlows
from bot.knowledge import BadKnowledge
from channels.base import Refused
from channels.email.settings import EmailSettings
from nlu.training import SERVER, is_trained, model_path
from runtime import log
from runtime.clock import system_clock
from runtime.tables import Utc
from tickets.queries import Balance

_GIB = 1024**3
_LEAST_FREE = 1 * _GIB
_ASTRAY = dt.timedelta(seconds=60)  # clocks may differ by this


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was looked at, how it is, and what to do about it."""

    name: str
    good: bool
    words: str
    todo: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True)
@config_option
def doctor(config: Path | None, *, as_json: bool) -> None:
    """Say what is well, what is wrong and what to do about it (exit 1); changes nothing."""
    log.configure(level=40)

    async def all_lines() -> list[Line]:
        return [line async for line in examine(config)]

    lines = run(all_lines())
    healthy = all(line.good for line in lines)
    click.echo(_as_json(lines, healthy=healthy) if as_json else table(lines))
    sys.exit(0 if healthy else 1)


async def examine(config: Path | None) -> AsyncIterator[Line]:
    """One line after the other; what stands on something that is wrong is not looked at."""
    try:
        settings = load(config)
    except BadConfig as why:
        todo = "correct it: docs/operations.md explains every key"
        yield Line(name="configuration", good=False, words=str(why), todo=todo)
        return
    yield Line(name="configuration", good=True, words=_channels(settings))
    yield await _line("pages", _pages(), "run `make web`")
    data = await _line("data", _data(settings), _TODO_DATA)
    yield data
    if not data.good:
        return
    yield await _line("disk", _disk(settings), "make room: without it mail is not taken in")
    try:
        async with assemble(settings) as house:
            async for line in _rooms(house):
                yield line
    except (BadKnowledge, BadFlows) as why:
        yield Line(name="knowledge", good=False, words=str(why), todo="run `tanya knowledge check`")


_TODO_DATA = (
    "make `data` a folder that the server's user may write to; restore secret.key from the backup, "
    "or, when there is none, let `tanya check` make one"
)


def _channels(settings: Settings) -> str:
    return "channels: " + (", ".join(settings.channels) or "none")


async def _rooms(house: House) -> AsyncIterator[Line]:
    yield await _line("nlu", _nlu(house), "run `make setup`, then `tanya nlu train`")
    for channel in house.channels.values():
        todo = f"look at channels.{channel.name} in the configuration and at that server"
        yield await _line(f"{channel.kind} {channel.name}", channel.check(), todo)
    todo = "look at database.url, and whether it runs; `tanya migrate` brings it to this step"
    database = await _line("database", _database(house), todo)
    yield database
    if not database.good:
        return
    yield await _line("clock", _clock(house), "set the clock of this machine (NTP)")
    todo = "look at their errors and try them again: #/admin/jobs in the console"
    yield await _line("jobs", _jobs(house), todo)
    mailboxes = [c.name for c in house.channels.values() if c.kind == "email"]
    for book in await house.queries.balance(mailboxes, system_clock()):
        todo = "`tanya mail ledger` lists it, `tanya mail replay --all` files what waits"
        yield await _line(f"ledger {book.channel}", _ledger(book), todo)


async def _data(settings: Settings) -> str:
    await asyncio.to_thread(_write_and_forget, settings.data)
    if not any(isinstance(one, EmailSettings) for one in settings.channels.values()):
        return f"{settings.data} can be written to"
    if not await asyncio.to_thread((settings.data / "secret.key").exists):
        raise Refused(f"{settings.data}/secret.key is not there: it signs the mails we send")
    try:
        await asyncio.to_thread(secret_key, settings.data)
    except BadConfig as why:
        raise Refused(str(why)) from None
    return f"{settings.data} can be written to, secret.key is there"


def _write_and_forget(folder: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"tanya")
    except OSError as why:
        raise Refused(f"{folder} cannot be written to: {why.strerror}") from None


async def _disk(settings: Settings) -> str:
    free = (await asyncio.to_thread(shutil.disk_usage, settings.data)).free
    words = f"{free / _GIB:.1f} GiB free for {settings.data}"
    if free < _LEAST_FREE:
        raise Refused(words)
    return words


async def _pages() -> str:
    missing = [str(at) for at in (WIDGET, CONSOLE) if not (at / "index.html").exists()]
    if missing:
        raise Refused(f"not built: {', '.join(missing)}")
    return "built"


async def _nlu(house: House) -> str:
    words = await checking.nlu(house)
    archive = model_path(house.settings.data / "nlu" / "models", SERVER)
    if house.rasa is not None and not await asyncio.to_thread(is_trained, archive):
        raise Refused(words)
    return words


async def _database(house: House) -> str:
    url = shown(house.settings.database.url)
    if house.db.dialect == "sqlite" and not await asyncio.to_thread(_file(house).exists):
        raise Refused(f"{url} is not there yet")
    try:
        at = await house.db.read(
            lambda tx: MigrationContext.configure(tx.conn).get_current_revision()
        )
    except (OSError, sa.exc.DBAPIError) as why:
        raise Refused(f"cannot open {url}: {str(why).partition(chr(10))[0]}") from None
    if at != head():
        raise Refused(f"{url} stands at step {at or 'none'}, this version needs {head()}")
    return f"{url}, step {at}"


def _file(house: House) -> Path:
    return Path(sa.make_url(house.settings.database.url).database or "")


async def _clock(house: House) -> str:
    now = system_clock()
    theirs = sa.select(sa.func.current_timestamp(type_=Utc))
    database: dt.datetime = await house.db.read(lambda tx: tx.value(theirs))
    if abs(database - now) > _ASTRAY:
        raise Refused(f"here it is {now:%Y-%m-%d %H:%M:%S}, the database has {database:%H:%M:%S}")
    last = await house.queries.last_event()
    if last is not None and last > now + _ASTRAY:
        raise Refused(f"here it is {now:%Y-%m-%d %H:%M}, the newest event is of {last:%Y-%m-%d}")
    return f"{now:%Y-%m-%d %H:%M:%S} UTC"


async def _jobs(house: House) -> str:
    counts = await house.queries.jobs()
    if dead := counts.get("dead", 0):
        raise Refused(f"{dead} were given up")
    return f"{sum(counts.values())} wait or are under way, none was given up"


async def _ledger(book: Balance) -> str:
    if book.faults:
        raise Refused(f"{book}; {'; '.join(book.faults)}")
    return str(book)


async def _line(name: str, work: Awaitable[str], todo: str) -> Line:
    found = await checking.tried(name, work)
    return Line(name=name, good=found.good, words=found.words, todo="" if found.good else todo)


def table(lines: list[Line]) -> str:
    """The lines for a person."""
    width = max(len(line.name) for line in lines)
    below = "\n" + " " * (width + 9)
    return "\n".join(
        f"{'OK   ' if line.good else 'WRONG'}  {line.name:<{width}}  "
        + line.words.replace("\n", below)
        + (f"{below}-> {line.todo}" if line.todo else "")
        for line in lines
    )


def _as_json(lines: list[Line], *, healthy: bool) -> str:
    checks = [
        {"name": line.name, "ok": line.good, "words": line.words, "todo": line.todo}
        for line in lines
    ]
    return json.dumps({"healthy": healthy, "checks": checks}, ensure_ascii=False)
