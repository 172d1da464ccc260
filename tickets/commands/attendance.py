"""Who is at work: what agents choose, the signs of them, and what becomes of it by itself."""

import dataclasses
import datetime as dt
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.tables import insert_once
from tickets.domain.presence import HERE, Presence, Signs
from tickets.store import presences

CHANGED = "presence"  # rings when somebody's presence is another


class AttendanceCommands:
    """The book of who is at work.  Each call is one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def came(self, agent: UUID) -> None:
        """They opened a console."""
        now = self._clock()
        await self._note(agent, seen_at=now, beat_at=now)

    async def seen(self, agent: UUID) -> None:
        """Their live socket is still there."""
        await self._note(agent, seen_at=self._clock())

    async def beat(self, agent: UUID) -> None:
        """They did something in the console."""
        now = self._clock()
        await self._note(agent, seen_at=now, beat_at=now)

    async def choose(self, agent: UUID, presence: Presence) -> None:
        """They say it themselves; where no console is open they stay offline."""
        await self._note(agent, chosen=presence, beat_at=self._clock())

    async def settle(self, agent: UUID) -> None:
        """Time has passed: what are the signs worth now?"""
        await self._note(agent)

    async def _note(
        self,
        agent: UUID,
        *,
        chosen: Presence | None = None,
        beat_at: dt.datetime | None = None,
        seen_at: dt.datetime | None = None,
    ) -> None:
        """Note new signs; None: that one is as it was."""
        now = self._clock()

        def work(tx: Tx) -> None:
            mine, name = presences.c.agent == agent, agent.hex
            first = {"chosen": Presence.AVAILABLE, "state": Presence.OFFLINE, "since": now}
            insert_once(tx.conn, presences, agent=agent, **first)
            row = tx.one(sa.select(presences).where(mine).with_for_update())
            assert row is not None  # noqa: S101  it was put there
            known = Signs(
                chosen=chosen or Presence(row.chosen),
                beat_at=beat_at or row.beat_at,
                seen_at=seen_at or row.seen_at,
            )
            state, before = known.presence(now), Presence(row.state)
            changes = {**dataclasses.asdict(known), "state": state}
            changes |= {"since": now} if state != before else {}
            tx.run(sa.update(presences).where(mine).values(changes))
            if state != before:
                tx.ring(CHANGED)
                if before in HERE and state not in HERE:
                    jobs.enqueue(tx, "give-back", f"give-back:{name}", {"agent": name}, now=now)
            if (lapses := known.lapses_at(now)) is not None:
                lane, payload = f"presence:{name}", {"agent": name}
                jobs.enqueue_once(tx, "presence", lane, payload, now=now, run_at=lapses)

        await self._db.write(work)
