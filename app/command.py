"""What every command of ``tanya`` shares: the configuration, one house, and plain words."""

import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click
import uvloop

from app.bootstrap import House, assemble
from app.migrate import migrate
from app.settings import BadConfig, Settings, load
from app.web import PortTaken
from bot.flows.texts import BadFlows
from bot.knowledge import BadKnowledge
from nlu.examples import BadExample
from nlu.training import TrainingFailed
from runtime import log
from runtime.db import DatabaseDown
from runtime.lock import Locked
from tickets.commands.case import NotFound
from tickets.commands.people import AlreadyThere, PasswordTooShort
from tickets.commands.reviews import AlreadyDecided, Unlabelled
from tickets.commands.staff import LastAdmin

T = TypeVar("T")
_SAID = (
    BadConfig, BadFlows, BadKnowledge, DatabaseDown, PortTaken, Locked, TrainingFailed, NotFound,
    AlreadyDecided, AlreadyThere, BadExample, PasswordTooShort, Unlabelled, FileNotFoundError,
    LastAdmin,
)  # fmt: skip


@contextlib.contextmanager
def _plainly() -> Iterator[None]:
    """Show what a person can act on as one message, not as a traceback."""
    try:
        yield
    except _SAID as why:
        raise click.ClickException(str(why)) from None
    except BaseExceptionGroup as group:
        known, other = group.split(_SAID)
        if known is None or other is not None:
            raise
        raise click.ClickException("; ".join(map(str, _leaves(known)))) from None


def _leaves(group: BaseExceptionGroup[Any]) -> Iterator[BaseException]:
    for one in group.exceptions:
        if isinstance(one, BaseExceptionGroup):
            yield from _leaves(one)
        else:
            yield one


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do it, and say in plain words what a person can act on."""
    with _plainly():
        return uvloop.run(work)


def settings_of(config: Path | None) -> Settings:
    """Read the configuration."""
    with _plainly():
        return load(config)


config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The configuration; else TANYA_CONFIG, else config.yml.",
)


async def with_house(config: Path | None, work: Callable[[House], Awaitable[T]]) -> T:
    """Do one thing with everything wired, and the database in shape."""
    log.configure(level=40)
    settings = load(config)
    await migrate(settings.database.url)
    async with assemble(settings) as house:
        return await work(house)
