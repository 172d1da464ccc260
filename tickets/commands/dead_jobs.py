"""What is done about jobs that were given up: try them again, or throw them away and say why."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.admin_log import note
from tickets.commands.case import NewId, NotFound, note_delivery, open_case
from tickets.domain.message import Cause, DeliveryState
from tickets.store import conversations, deliveries, messages

_OPEN = (DeliveryState.QUEUED,)  # the message was promised, and nothing else will move it


class DeadJobCommands:
    """Each call is one transaction, and one line in the log."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def revive(self, actor: str, *which: int) -> int:
        """Try these again (all that are dead when none is named); how many there were."""

        def work(tx: Tx) -> int:
            now = self._clock()
            count = jobs.revive(tx, now, *which)
            if which and not count:
                raise NotFound(
                    "there is no such dead job; it may have been tried again", "no_dead_job"
                )
            one = which[0] if len(which) == 1 else None
            note(tx, now, actor, "job.revived", count=count, job=one)
            return count

        return await self._db.write(work)

    async def discard(self, actor: str, job: int, reason: str) -> None:
        """Throw it away.  A message that was still to be sent is shown as failed, with this."""

        def work(tx: Tx) -> None:
            now, j = self._clock(), jobs.jobs.c
            mine = (j.id == job) & (j.state == "dead")
            row = tx.one(sa.select(j.kind, j.payload).where(mine).with_for_update())
            if row is None:
                raise NotFound(
                    "there is no such dead job; it may have been tried again", "no_dead_job"
                )
            tx.run(sa.delete(jobs.jobs).where(mine))
            note(tx, now, actor, "job.discarded", reason=reason, job=job, kind=row.kind)
            if row.kind == "deliver":
                self._give_up(tx, UUID(row.payload["message"]), actor)

        await self._db.write(work)

    def _give_up(self, tx: Tx, message: UUID, actor: str) -> None:
        row = _unsent(tx, message)
        if row is None:
            return
        now, failed = self._clock(), DeliveryState.FAILED
        case = open_case(tx, row.ticket, now, self._new_id)
        reason = "thrown away at the desk"
        note_delivery(tx, message, failed, now, reason=reason, cause=Cause.DISCARDED)
        case.happened("delivery.changed", message=message.hex, state=str(failed))
        case.leave(actor)


def _unsent(tx: Tx, message: UUID) -> sa.Row[Any] | None:
    m, c, d = messages.c, conversations.c, deliveries.c
    found = (
        sa.select(c.ticket)
        .join_from(messages, conversations, m.conversation == c.id)
        .join(deliveries, d.message == m.id)
        .where(m.id == message, d.state.in_(_OPEN))
    )
    return tx.one(found)
