"""Saved filters: an agent's own, and those the whole desk shares."""

from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.canned import PREPARED, neat_name, own, room_for_one
from tickets.commands.case import NewId, NotFound
from tickets.domain.wanted import Wanted
from tickets.store import saved_filters


class SavedFilterCommands:
    """Their keeper.  ``owner`` is an agent, or None: shared.  Each call is one transaction.

    What belongs to another owner is `NotFound`.
    """

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def create(self, owner: UUID | None, *, name: str, wanted: Wanted) -> UUID:
        """Save one; its id.  Raises `Empty`, `TooManyPrepared`."""
        made = self._new_id()
        row = {"id": made, "owner": owner, "name": neat_name(name), "wanted": wanted.kept()}

        def work(tx: Tx) -> UUID:
            room_for_one(tx, saved_filters, owner)
            tx.run(sa.insert(saved_filters), row | {"updated_at": self._clock()})
            tx.ring(PREPARED)
            return made

        return await self._db.write(work)

    async def change(self, one: UUID, owner: UUID | None, *, name: str, wanted: Wanted) -> None:
        """Save it anew; raises `Empty`, `NotFound`."""
        row = {"name": neat_name(name), "wanted": wanted.kept(), "updated_at": self._clock()}
        await self._write(
            sa.update(saved_filters).where(*own(saved_filters, one, owner)).values(row)
        )

    async def delete(self, one: UUID, owner: UUID | None) -> None:
        """Throw it away; raises `NotFound`."""
        await self._write(sa.delete(saved_filters).where(*own(saved_filters, one, owner)))

    async def _write(self, statement: sa.UpdateBase) -> None:
        def work(tx: Tx) -> None:
            if not tx.run(statement).rowcount:
                raise NotFound("there is no such saved filter")
            tx.ring(PREPARED)

        await self._db.write(work)
