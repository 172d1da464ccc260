"""The event log, from a cursor on."""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.access import Sight
from tickets.queries.cursors import CursorTooOld, event_cursor
from tickets.queries.sight import known_to, visible
from tickets.queries.views import Happening, Seen
from tickets.store import contacts, events, tickets

_NAMES = ("other", "from")  # facts that name another ticket or contact
_ID = re.compile(r"[0-9a-f]{32}")


def seen_since(tx: Tx, eyes: Sight, since: int, limit: int) -> Seen:
    """What is new for someone's eyes, as they see each ticket now."""
    _reaches(tx, since)
    new = (
        sa.select(events, visible(eyes).label("seen"))
        .join_from(events, tickets, events.c.ticket == tickets.c.id)
        .where(events.c.id > since)
    )
    rows = tx.all(new.order_by(events.c.id).limit(limit))
    mark = eyes.mark
    told = [_happening(row, mark) for row in rows if row.seen]
    return Seen(
        events=_without_others(tx, eyes, told) if eyes.limited else told,
        gone=[row.number for row in rows if not row.seen and _was_seen(eyes, row.facts)],
        cursor=event_cursor(rows[-1].id, mark) if rows else None,
    )


def _without_others(tx: Tx, eyes: Sight, told: list[Happening]) -> list[Happening]:
    """What they tell of tickets and contacts that are not there for these eyes is left out."""
    named = {str(one.facts[fact]) for one in told for fact in _NAMES if one.facts.get(fact)}
    if not named:
        return told
    t = tickets.c
    mine = tx.all(sa.select(t.number, t.contact).where(visible(eyes), t.number.in_(named)))
    there = {row.number for row in mine}
    ids = [UUID(one) for one in named if _ID.fullmatch(one)]
    people = tx.all(sa.select(contacts.c.id).where(known_to(eyes), contacts.c.id.in_(ids)))
    there |= {row.id.hex for row in people}

    def rest(facts: Mapping[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in facts.items() if name not in _NAMES}
        return kept | {name: facts[name] for name in _NAMES if facts.get(name) in there}

    return [dataclasses.replace(one, facts=rest(one.facts)) for one in told]


def _was_seen(eyes: Sight, facts: Mapping[str, Any]) -> bool:
    team, agent = facts.get("team_before"), facts.get("agent_before")
    return agent == eyes.agent.hex or team in eyes.teams


def _reaches(tx: Tx, since: int) -> None:
    oldest = tx.value(sa.select(sa.func.min(events.c.id)))
    newest = tx.value(sa.select(sa.func.max(events.c.id))) or 0
    if since > newest or (oldest is not None and 0 < since < oldest - 1):
        raise CursorTooOld


def _happening(row: sa.Row[Any], mark: str) -> Happening:
    return Happening(
        cursor=event_cursor(row.id, mark),
        kind=row.kind,
        at=row.at,
        actor=row.actor,
        ticket=row.number,
        facts=row.facts,
    )
