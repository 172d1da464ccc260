"""Leases: some things only one process may do at a time, such as polling one mailbox."""

import asyncio
import datetime as dt

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.tables import Utc, insert_once, meta


class LeaseColumns(sa.TypedColumns):
    """Who holds what, and until when."""

    name: Named[str] = sa.Column(sa.Text, primary_key=True)
    holder: Named[str] = sa.Column(sa.Text)
    until: Named[dt.datetime] = sa.Column(Utc)


leases = sa.Table("leases", meta, LeaseColumns)


class Lease:
    """One named lease, as one process sees it."""

    def __init__(
        self, db: Database, clock: Clock, name: str, holder: str, term: dt.timedelta
    ) -> None:
        self._db, self._clock = db, clock
        self._name, self._holder, self._term = name, holder, term

    async def take(self) -> bool:
        """Take or renew it; False while another holds it."""
        return await self._db.write(self._take)

    async def release(self) -> None:
        """Give it back, so that another need not wait for its end."""
        mine = (leases.c.name == self._name) & (leases.c.holder == self._holder)
        await self._db.write(lambda tx: tx.run(sa.delete(leases).where(mine)))

    async def acquire(self) -> None:
        """Wait until it is ours."""
        while not await self.take():  # noqa: ASYNC110  the other holder may be another process
            await asyncio.sleep(self._term.total_seconds() / 3)

    async def keep(self) -> None:
        """Renew until cancelled; raise `LeaseLost` when another has it."""
        while True:
            await asyncio.sleep(self._term.total_seconds() / 3)
            if not await self.take():
                raise LeaseLost(self._name)

    def _take(self, tx: Tx) -> bool:
        now = self._clock()
        row = {"holder": self._holder, "until": now + self._term}
        if insert_once(tx.conn, leases, name=self._name, **row):
            return True
        free = (leases.c.holder == self._holder) | (leases.c.until < now)
        taken = sa.update(leases).where(leases.c.name == self._name, free).values(row)
        return tx.run(taken).rowcount == 1


def release_all(tx: Tx) -> None:
    """Free what a dead process held; only where there is never more than one (SQLite)."""
    tx.run(sa.delete(leases))


class LeaseLost(Exception):
    """Another process holds the lease now; stop what it allowed."""
