"""The event log, from a cursor on."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.access import Sight
from tickets.queries.cursors import CursorTooOld, event_cursor
from tickets.queries.sight import visible
from tickets.queries.views import Happening, Seen
from tickets.store import events, tickets


def events_since(tx: Tx, since: int, limit: int) -> list[Happening]:
    _reaches(tx, since)
    rows = tx.all(sa.select(events).where(events.c.id > since).order_by(events.c.id).limit(limit))
    return [_happening(row) for row in rows]


def seen_since(tx: Tx, eyes: Sight, since: int, limit: int) -> Seen:
    """The same for someone's eyes, as they see each ticket now."""
    _reaches(tx, since)
    new = (
        sa.select(events, visible(eyes).label("seen"))
        .join_from(events, tickets, events.c.ticket == tickets.c.id)
        .where(events.c.id > since)
    )
    rows = tx.all(new.order_by(events.c.id).limit(limit))
    return Seen(
        events=[_happening(row) for row in rows if row.seen],
        gone=[row.number for row in rows if not row.seen and _was_seen(eyes, row.facts)],
        cursor=event_cursor(rows[-1].id) if rows else None,
    )


def _was_seen(eyes: Sight, facts: Mapping[str, Any]) -> bool:
    team, agent = facts.get("team_before"), facts.get("agent_before")
    return agent == eyes.agent.hex or team in eyes.teams


def _reaches(tx: Tx, since: int) -> None:
    oldest = tx.value(sa.select(sa.func.min(events.c.id)))
    newest = tx.value(sa.select(sa.func.max(events.c.id))) or 0
    if since > newest or (oldest is not None and 0 < since < oldest - 1):
        raise CursorTooOld


def _happening(row: sa.Row[Any]) -> Happening:
    return Happening(
        cursor=event_cursor(row.id),
        kind=row.kind,
        at=row.at,
        actor=row.actor,
        ticket=row.number,
        facts=row.facts,
    )
