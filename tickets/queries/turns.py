"""What the bot needs to know for a turn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.lifecycle import Handler, Standing, Status
from tickets.queries.threads import choices_of, position
from tickets.queries.views import TurnView, Unheard
from tickets.store import conversations, messages, tickets


def _statements() -> tuple[Any, Any, Any]:
    """Built once: this is read for every turn of the bot."""
    c, t, m = conversations.c, tickets.c, messages.c
    here = m.conversation == sa.bindparam("conversation", type_=sa.Uuid)
    standing = (
        sa.select(
            c.kind,
            c.misses,
            c.answered_seq,
            t.number,
            t.version,
            t.status,
            t.handler,
            t.locale,
            t.waiting_since,
        )
        .join_from(conversations, tickets, c.ticket == t.id)
        .where(c.id == sa.bindparam("conversation", type_=sa.Uuid))
    )
    unheard = (
        sa.select(m.seq, m.text, m.meta)
        .where(here, m.seq > sa.bindparam("answered", type_=sa.Integer))
        .where(m.author == sa.literal("contact", literal_execute=True))
        .order_by(m.seq)
    )
    spoken = (
        sa.select(m.meta)
        .where(here, m.author != sa.literal("contact", literal_execute=True), m.seq.is_not(None))
        .order_by(m.seq.desc())
        .limit(1)
    )
    return standing, unheard, spoken


_STANDING, _UNHEARD, _SPOKEN = _statements()


def turn_view(tx: Tx, conversation: UUID) -> TurnView | None:
    """What the bot needs to know about one conversation."""
    here = {"conversation": conversation}
    row = tx.run(_STANDING, here).first()
    if row is None:
        return None
    unheard = tx.run(_UNHEARD, here | {"answered": row.answered_seq}).all()
    replaced = {u.meta.get("edits") for u in unheard}
    spoke = tx.run(_SPOKEN, here).first() if unheard else None
    return TurnView(
        conversation=conversation,
        kind=row.kind,
        ticket=row.number,
        version=row.version,
        standing=standing_of(row),
        locale=row.locale,
        misses=row.misses,
        position=position(tx, row.waiting_since),
        offered=choices_of(spoke.meta) if spoke else (),
        understood=(spoke.meta.get("understood") or {}) if spoke else {},
        unheard=tuple(
            _unheard(u) for u in unheard if u.seq not in replaced and not _not_for_the_bot(u.meta)
        ),
    )


def _unheard(row: sa.Row[Any]) -> Unheard:
    return Unheard(
        seq=row.seq, text=row.text, command=row.meta.get("command"), choice=row.meta.get("choice")
    )


def _not_for_the_bot(meta: Mapping[str, Any]) -> bool:
    return bool(meta.get("automatic") or meta.get("third_party"))


def standing_of(row: sa.Row[Any]) -> Standing:
    return Standing(status=Status(row.status), handler=Handler(row.handler))
