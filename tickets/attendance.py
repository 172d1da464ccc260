"""The jobs of who is at work: presence lapses, chats go back, tickets are given."""

import asyncio
from uuid import UUID

import structlog

from runtime import jobs
from runtime.bus import Bus
from runtime.clock import Clock
from runtime.db import Database
from runtime.worker import Done, Job, Outcome
from tickets.commands.assigning import AssignCommands
from tickets.commands.attendance import CHANGED, AttendanceCommands

log = structlog.get_logger()
_LOOK_AGAIN = 15.0  # seconds, should a ring be lost
_GATHER = 0.1  # seconds: a burst of rings is one job


class Attendance:
    """Does what follows from people coming and going."""

    def __init__(self, attendance: AttendanceCommands, office: AssignCommands) -> None:
        self._attendance, self._office = attendance, office

    async def lapse(self, job: Job) -> Outcome:
        """Someone may be away by now, or gone."""
        await self._attendance.settle(UUID(job.payload["agent"]))
        return Done()

    async def give_back(self, job: Job) -> Outcome:
        """Someone went away."""
        await self._office.give_back(UUID(job.payload["agent"]))
        return Done()

    async def assign(self, _: Job) -> Outcome:
        """Someone waits, or someone has room."""
        for ticket in await self._office.waiting():
            await self._office.give(ticket)
        return Done()


class RoundRobin:
    """Asks for the job when someone begins to wait, comes, or may have room again."""

    def __init__(self, db: Database, clock: Clock, office: AssignCommands) -> None:
        self._db, self._clock, self._office = db, clock, office

    async def follow(self, bus: Bus) -> None:
        """Listen until cancelled."""
        async with bus.listen("queue", "events", CHANGED) as bell:
            while True:
                try:
                    await self.ask()
                except Exception:  # the database may be away for a while
                    log.exception("assign.unasked")
                await bell.wait(_LOOK_AGAIN)
                await asyncio.sleep(_GATHER)

    async def ask(self) -> None:
        """Ask once, if someone waits."""
        if await self._office.waiting():
            now = self._clock()
            await self._db.write(lambda tx: jobs.enqueue_once(tx, "assign", "assign", {}, now=now))
