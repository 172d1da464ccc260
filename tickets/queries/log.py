"""The event log, from a cursor on."""

import sqlalchemy as sa

from runtime.db import Tx
from tickets.queries.cursors import CursorTooOld, event_cursor
from tickets.queries.views import Happening
from tickets.store import events


def events_since(tx: Tx, since: int, limit: int) -> list[Happening]:
    oldest = tx.value(sa.select(sa.func.min(events.c.id)))
    newest = tx.value(sa.select(sa.func.max(events.c.id))) or 0
    if since > newest or (oldest is not None and 0 < since < oldest - 1):
        raise CursorTooOld
    rows = tx.all(sa.select(events).where(events.c.id > since).order_by(events.c.id).limit(limit))
    return [
        Happening(
            cursor=event_cursor(row.id),
            kind=row.kind,
            at=row.at,
            actor=row.actor,
            ticket=row.number,
            facts=row.facts,
        )
        for row in rows
    ]
