"""Canned responses: an agent's own, and those the whole desk shares."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.case import NewId, NotFound
from tickets.commands.written import Empty
from tickets.domain.canned import LONGEST_NAME, LONGEST_TEXT, check
from tickets.domain.refusal import Refusal
from tickets.domain.text import clean
from tickets.store import canned, macros

PREPARED = "prepared"  # rings when canned responses or macros are others
MOST = 500  # of one owner


class TooManyPrepared(Refusal):
    """One owner keeps only so many."""


class InUse(Refusal):
    """A macro sends it."""


class CannedCommands:
    """Their keeper.  ``owner`` is an agent, or None: shared.  Each call is one transaction.

    What belongs to another owner is `NotFound`.
    """

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def create(self, owner: UUID | None, *, name: str, text_id: str, text_en: str) -> UUID:
        """Write one; its id.  Raises `Empty`, `UnknownVariable`, `TooManyPrepared`."""
        row = self._row(name, text_id, text_en) | {"id": self._new_id(), "owner": owner}

        def work(tx: Tx) -> UUID:
            room_for_one(tx, canned, owner)
            tx.run(sa.insert(canned), row)
            tx.ring(PREPARED)
            return UUID(str(row["id"]))

        return await self._db.write(work)

    async def change(
        self, one: UUID, owner: UUID | None, *, name: str, text_id: str, text_en: str
    ) -> None:
        """Write it anew; raises `Empty`, `UnknownVariable`, `NotFound`."""
        row = self._row(name, text_id, text_en)

        def work(tx: Tx) -> None:
            if not tx.run(sa.update(canned).where(*own(canned, one, owner)).values(row)).rowcount:
                raise NotFound("there is no such canned response", "no_prepared")
            tx.ring(PREPARED)

        await self._db.write(work)

    async def delete(self, one: UUID, owner: UUID | None) -> None:
        """Throw it away; raises `NotFound`, and `InUse` while a macro sends it."""

        def work(tx: Tx) -> None:
            if tx.one(sa.select(canned.c.id).where(*own(canned, one, owner))) is None:
                raise NotFound("there is no such canned response", "no_prepared")
            user = tx.one(sa.select(macros.c.name).where(macros.c.reply == one))
            if user is not None:
                raise InUse(f"the macro {user.name!r} sends it", name=user.name)
            tx.run(sa.delete(canned).where(*own(canned, one, owner)))
            tx.ring(PREPARED)

        await self._db.write(work)

    def _row(self, name: str, text_id: str, text_en: str) -> dict[str, Any]:
        texts = {
            key: clean(text.strip(), LONGEST_TEXT)
            for key, text in (("text_id", text_id), ("text_en", text_en))
        }
        if not any(texts.values()):
            raise Empty("a canned response has a text in at least one language", "no_text")
        for text in texts.values():
            check(text)
        return {"name": neat_name(name), "updated_at": self._clock()} | texts


def neat_name(name: str) -> str:
    """A name as it is kept; raise `Empty`."""
    neat = clean(" ".join(name.split()), LONGEST_NAME)
    if not neat:
        raise Empty("it needs a name", "no_name")
    return neat


def room_for_one(tx: Tx, table: sa.Table, owner: UUID | None) -> None:
    """Raise `TooManyPrepared` when this owner has as many as can be."""
    mine = table.c.owner.is_(None) if owner is None else table.c.owner == owner
    if tx.value(sa.select(sa.func.count()).select_from(table).where(mine)) >= MOST:
        raise TooManyPrepared(f"there are {MOST} already; throw some away", most=MOST)


def own(table: sa.Table, one: UUID, owner: UUID | None) -> tuple[sa.ColumnElement[bool], ...]:
    """It, if it is this owner's."""
    mine = table.c.owner.is_(None) if owner is None else table.c.owner == owner
    return table.c.id == one, mine
