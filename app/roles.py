"""What one process does: all roles, or some of them."""

import asyncio
import contextlib
import enum
import signal
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import structlog

from app.bootstrap import House
from app.web import listening
from runtime import jobs, leases
from runtime.postgres import Postgres

log = structlog.get_logger()
_TIDY_EVERY = 3600.0  # seconds


class Role(enum.StrEnum):
    """A part of the work."""

    WEB = "web"
    CHANNELS = "channels"
    JOBS = "jobs"
    CLOCK = "clock"


async def serve(house: House, roles: frozenset[Role], *, ready: Callable[[str], None]) -> None:
    """Do the work of these roles until told to stop (SIGTERM, SIGINT)."""
    stop = asyncio.Event()
    async with contextlib.AsyncExitStack() as stack:
        address = ""
        if Role.WEB in roles:
            address = await stack.enter_async_context(listening(house))
        with _signals(stop):
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(work) for work in _work(house, roles)]
                ready(address)
                await stop.wait()
                log.info("server.stopping")
                for task in tasks:
                    task.cancel()


def _work(house: House, roles: frozenset[Role]) -> Iterator[Coroutine[Any, Any, None]]:
    if isinstance(house.db, Postgres):
        yield house.db.follow()
    if Role.WEB in roles:
        for chat in house.livechats:
            yield chat.run(house.intake)
        yield house.queries.follow_queue(house.bus)
        for hook in house.hooks:
            yield hook.run(house.intake)
    if Role.CHANNELS in roles:
        yield house.runner.run()
    if Role.CLOCK in roles:
        yield _tidy(house)
    if Role.JOBS in roles:
        yield house.worker.run()
        if house.round_robin is not None:
            yield house.round_robin.follow(house.bus)
        if house.rasa is not None:
            yield house.rasa.run()


async def _tidy(house: House) -> None:
    """Now and then, put away what is over."""
    while True:
        try:
            forgotten = await house.people.forget_expired()
            forgotten += await house.chats.forget_sessions()
            uploads = await house.agents.forget_uploads()
            copies = await house.transcripts.forget()
            links = await house.links.forget_expired()
            codes = await house.codes.forget()
            failures = await house.administration.door.forget()
            log.info(
                "clock.tidied",
                sessions=forgotten,
                uploads=uploads,
                transcripts=copies,
                links=links,
                codes=codes,
                failures=failures,
            )
        except Exception:  # the database may be away for a while
            log.exception("clock.failed")
        await asyncio.sleep(_TIDY_EVERY)


async def free_all(house: House) -> None:
    """What a process that died held is free at once, where there is never more than one."""
    if house.db.dialect == "sqlite":
        await house.db.write(leases.release_all)
        freed = await house.db.write(jobs.release_all)
        if freed:
            log.info("jobs.freed", count=freed)


@contextlib.contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
