"""What colleagues mark a ticket with: tags and priority."""

from collections.abc import Collection

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.actor import Actor
from tickets.commands.case import Case, NewId, open_numbered
from tickets.domain.marks import Priority, normals, retagged
from tickets.store import tags, tickets


class MarkCommands:
    """The labels of a ticket.  Each call is one transaction."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def tag(
        self, number: str, actor: Actor, *, add: Collection[str] = (), remove: Collection[str] = ()
    ) -> None:
        """Put tags on and take tags off; raise `BadTag`, `TooManyTags` or `NotFound`."""
        on, off = normals(add), normals(remove)

        def work(tx: Tx) -> None:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            if retag(case, on, off):
                case.close(actor.label, case.standing)

        await self._db.write(work)

    async def prioritise(self, number: str, actor: Actor, priority: Priority) -> None:
        """Say how urgent it is; raise `NotFound`."""

        def work(tx: Tx) -> None:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            if set_priority(case, priority):
                case.close(actor.label, case.standing)

        await self._db.write(work)


def retag(case: Case, add: Collection[str], remove: Collection[str]) -> bool:
    """Change a ticket's tags, all in their normal spelling; whether anything is another."""
    mine = tags.c.ticket == case.id
    has = {row.tag for row in case.tx.all(sa.select(tags.c.tag).where(mine))}
    on, off = retagged(has, add, remove)
    if off:
        case.tx.run(sa.delete(tags).where(mine, tags.c.tag.in_(off)))
    if on:
        case.tx.run(sa.insert(tags), [{"ticket": case.id, "tag": tag} for tag in sorted(on)])
    if on or off:
        case.happened("ticket.tagged", added=len(on), removed=len(off))
    return bool(on or off)


def set_priority(case: Case, priority: Priority) -> bool:
    """Change a ticket's priority; whether it is another."""
    before = case.tx.value(sa.select(tickets.c.priority).where(tickets.c.id == case.id))
    if before == priority:
        return False
    case.set(priority=priority)
    case.happened("ticket.prioritised", priority=str(priority))
    return True
