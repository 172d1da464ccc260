"""The worker: takes jobs, does them with no transaction open, and notes how it went."""

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import sqlalchemy as sa
import structlog

from runtime import jobs
from runtime.bus import Bell, Bus
from runtime.clock import Clock
from runtime.db import Database

log = structlog.get_logger()
_DEATHS = 5


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job as its handler sees it."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    attempt: int  # 1 on the first try
    deaths: int = 0  # how many workers died over it
    revived: bool = False  # it was given up, and a person wants it tried again
    first_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It is done."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Try again at this moment."""

    at: dt.datetime
    why: str
    waits_for: str | None = None  # or sooner, when this is well again: see `runtime.jobs.hasten`


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """Trying again makes no sense."""

    why: str


Outcome: TypeAlias = Done | Again | Dead
Handler: TypeAlias = Callable[[Job], Awaitable[Outcome]]


def crash_outcome(job: Job, now: dt.datetime) -> Outcome:
    """What becomes of a job whose handler crashed: five tries, then it is shown as dead."""
    why = f"crashed on try {job.attempt}"
    if job.attempt >= 5:  # noqa: PLR2004
        return Dead(why=why)
    return Again(at=now + dt.timedelta(seconds=2**job.attempt), why=why)


class Worker:
    """Does jobs, several at a time, one of each lane."""

    def __init__(
        self,
        db: Database,
        bus: Bus,
        clock: Clock,
        handlers: Mapping[str, Handler],
        *,
        name: str,
        slots: int = 16,
        lease: dt.timedelta = dt.timedelta(seconds=90),
        poll: float = 2.0,
    ) -> None:
        self._db, self._bus, self._clock, self._handlers = db, bus, clock, handlers
        self._name, self._lease, self._poll = name, lease, poll
        self._free = slots

    async def run(self) -> None:
        """Work until cancelled; what is under way then is leased out and taken up again later."""
        async with self._bus.listen("jobs") as bell, asyncio.TaskGroup() as group:
            while True:
                claimed = await self._claim()
                for row in claimed:
                    self._free -= 1
                    group.create_task(self._do(row, bell))
                if not claimed:
                    await bell.wait(self._poll)

    async def _claim(self) -> list[sa.Row[Any]]:
        if self._free <= 0:
            return []
        free, now = self._free, self._clock()
        if not await self._db.read(lambda tx: _any_due(tx, now)):
            return []
        return await self._db.write(lambda tx: jobs.claim(tx, self._name, now, self._lease, free))

    async def _do(self, row: sa.Row[Any], bell: Bell) -> None:
        job = Job(
            id=row.id,
            kind=row.kind,
            payload=row.payload,
            attempt=row.attempt,
            deaths=row.deaths,
            revived=row.revived,
            first_at=row.first_at,
        )
        try:
            outcome = await self._attempt(job)
            await self._note(job, outcome)
        except Exception:  # the database is away: the lease ends, and the job is taken up again
            log.exception("job.unnoted", job=job.id, kind=job.kind)
        finally:
            self._free += 1
            bell.ring()

    async def _attempt(self, job: Job) -> Outcome:
        if job.deaths >= _DEATHS:
            return Dead(why=f"{job.deaths} workers died over it")
        handler = self._handlers.get(job.kind)
        if handler is None:
            return Dead(why=f"nobody knows how to do {job.kind!r}")
        try:
            async with asyncio.timeout(self._lease.total_seconds() * 0.8):
                return await handler(job)
        except Exception:
            log.exception("job.crashed", job=job.id, kind=job.kind, attempt=job.attempt)
            return crash_outcome(job, self._clock())

    async def _note(self, job: Job, outcome: Outcome) -> None:
        match outcome:
            case Done():
                await self._db.write(lambda tx: jobs.finish(tx, job.id, self._name))
            case Again(at=at, why=why, waits_for=what):
                await self._db.write(lambda tx: jobs.put_off(tx, job.id, self._name, at, why, what))
            case Dead(why=why):
                log.error("job.dead", job=job.id, kind=job.kind, why=why)
                await self._db.write(lambda tx: jobs.bury(tx, job.id, self._name, why))


def _any_due(tx: Any, now: dt.datetime) -> bool:  # noqa: ANN401
    due = jobs.next_due(tx)
    return due is not None and due <= now
