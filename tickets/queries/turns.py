"""What the bot needs to know for a turn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.lifecycle import Handler, Standing, Status
from tickets.domain.message import Trust
from tickets.queries.threads import choices_of, position
from tickets.queries.views import TurnView, Unheard
from tickets.store import conversations, messages, tickets

_BOT, _AGENT = (sa.literal(who, literal_execute=True) for who in ("bot", "agent"))


def _statements() -> tuple[Any, Any, Any]:
    """Built once: this is read for every turn of the bot."""
    c, t, m = conversations.c, tickets.c, messages.c
    here = m.conversation == sa.bindparam("conversation", type_=sa.Uuid)
    standing = (
        sa.select(
            c.channel,
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
        .where(here, m.author.in_((_BOT, _AGENT)), m.seq.is_not(None))
        .where(m.meta["aside"].as_boolean().is_(None))  # what was offered before still stands
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
        channel=row.channel,
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
    meta = row.meta
    return Unheard(
        seq=row.seq,
        text=row.text,
        command=meta.get("command"),
        choice=meta.get("choice"),
        files=meta.get("files", 0),
        larger_than=meta.get("larger_than"),
        link=meta.get("link"),
        asks=meta.get("asks"),
        forged=meta.get("trust") == Trust.FAILED,
    )


def _not_for_the_bot(meta: Mapping[str, Any]) -> bool:
    return bool(meta.get("automatic") or meta.get("third_party"))


def standing_of(row: sa.Row[Any]) -> Standing:
    return Standing(status=Status(row.status), handler=Handler(row.handler))
