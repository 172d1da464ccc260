"""Conversations as people read them: messages in order, and how a chat stands."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from runtime.jobs import jobs
from runtime.tables import Utc
from tickets.domain.fields import FieldChange
from tickets.domain.lifecycle import OUR_TURN, SETTLED, Handler, Status
from tickets.domain.message import (
    Attachment,
    Author,
    AuthorKind,
    Card,
    Cause,
    Choice,
    Delivery,
    DeliveryState,
    Message,
    Parts,
    Trust,
)
from tickets.domain.traffic import delivery_lane
from tickets.queries.cursors import message_id
from tickets.queries.views import Page, ThreadState
from tickets.store import (
    agents,
    attachments,
    conversations,
    deliveries,
    messages,
    ratings,
    tickets,
)

_PAGE = 200


def _statements() -> tuple[Any, Any, Any]:
    """Built once: every chat reads these at every ring."""
    m, c, d, t, r = messages.c, conversations.c, deliveries.c, tickets.c, ratings.c
    mail = deliveries.alias("mail")
    here = (c.channel == sa.bindparam("channel")) & (c.address == sa.bindparam("address"))
    said = (
        sa.select(
            messages,
            c.channel,
            c.kind,
            d.state,
            d.reason,
            d.cause,
            d.next_try,
            mail.c.state.label("mailed"),
        )
        .join_from(messages, conversations, m.conversation == c.id)
        .outerjoin(deliveries, d.message == m.id)
        .outerjoin(mail, mail.c.message == d.mailed)
    )
    thread = said.where(here, m.seq > sa.bindparam("after")).order_by(m.seq).limit(_PAGE)
    state = (
        sa.select(c.last_seq, c.office_read_seq, t.number, t.handler, t.status, t.waiting_since)
        .add_columns(agents.c.name.label("agent"))
        .add_columns(
            t.resolved_at,
            sa.exists().where(r.ticket == t.id, r.settled_at == t.resolved_at).label("rated"),
        )
        .join_from(conversations, tickets, c.ticket == t.id)
        .outerjoin(agents, (t.agent == agents.c.id) & (t.handler == Handler.AGENT))
        .where(here)
        .order_by(c.id.desc())
        .limit(1)
    )
    return said, thread, state


_SAID, _THREAD, _STATE = _statements()
_QUEUED = (
    sa.select(sa.func.count())
    .select_from(tickets)
    .where(tickets.c.handler == sa.literal("queue", literal_execute=True))
    .where(tickets.c.status.in_(OUR_TURN))
)
_AHEAD = _QUEUED.where(tickets.c.waiting_since < sa.bindparam("since", type_=Utc))


def position(tx: Tx, waiting_since: dt.datetime | None) -> int:
    """The place in the queue; of one who would join now, when ``waiting_since`` is None."""
    if waiting_since is None:
        return int(tx.run(_QUEUED).scalar_one()) + 1
    return int(tx.run(_AHEAD, {"since": waiting_since}).scalar_one()) + 1


def thread_state(tx: Tx, channel: str, address: str) -> ThreadState | None:
    """How a chat stands."""
    row = tx.run(_STATE, {"channel": channel, "address": address}).first()
    if row is None:
        return None
    return ThreadState(
        ticket=row.number,
        handler=Handler(row.handler),
        status=Status(row.status),
        agent=row.agent,
        last_seq=row.last_seq,
        office_read=row.office_read_seq,
        may_rate=row.status in SETTLED and row.resolved_at is not None and not row.rated,
        waiting_since=row.waiting_since,
    )


def thread(
    tx: Tx, channel: str, address: str, after: int
) -> tuple[list[Message], ThreadState | None]:
    """What the citizen may see of a chat beyond ``after``, and how the chat stands."""
    place = {"channel": channel, "address": address}
    said = _read(tx, tx.run(_THREAD, place | {"after": after}).all())
    return said, thread_state(tx, channel, address)


def messages_where(tx: Tx, which: sa.ColumnElement[bool], limit: int) -> list[Message]:
    """Messages, oldest first."""
    return _read(tx, tx.all(_SAID.where(which).order_by(messages.c.id).limit(limit)))


def _read(tx: Tx, rows: Sequence[sa.Row[Any]]) -> list[Message]:
    files = _files(tx, [row.id for row in rows if row.meta.get("files")])
    held = _held(tx, [row for row in rows if _waits_untried(row)])
    return [_message(row, files.get(row.id, ()), undo=row.id.hex in held) for row in rows]


def _waits_untried(row: sa.Row[Any]) -> bool:
    """Whether it is to be sent later, and not because it could not be sent before."""
    return row.state == DeliveryState.QUEUED and row.next_try is not None and not row.reason


def _held(tx: Tx, rows: Sequence[sa.Row[Any]]) -> frozenset[str]:
    """Which of them no worker has begun to send."""
    if not rows:
        return frozenset()
    lanes = {delivery_lane(row.conversation) for row in rows}
    fresh = (jobs.c.state == sa.literal("todo", literal_execute=True)) & (jobs.c.attempt == 0)
    waiting = tx.all(sa.select(jobs.c.payload).where(jobs.c.lane.in_(lanes), fresh))
    return frozenset(job.payload["message"] for job in waiting)


def _files(tx: Tx, of: Sequence[UUID]) -> dict[UUID, tuple[Attachment, ...]]:
    if not of:
        return {}
    mine = sa.select(attachments).where(attachments.c.message.in_(of))
    rows = tx.all(mine.order_by(attachments.c.id))
    files: dict[UUID, tuple[Attachment, ...]] = {}
    for row in rows:
        files[row.message] = (*files.get(row.message, ()), attachment_of(row))
    return files


def attachment_of(row: sa.Row[Any]) -> Attachment:
    return Attachment(
        id=row.id,
        digest=row.digest,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        inline=row.inline,
    )


def choices_of(meta: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The quick replies that were offered."""
    return tuple(Choice(id=i, label=label) for i, label in meta.get("choices", ()))


def _parts(meta: Mapping[str, Any]) -> Parts | None:
    parts = meta.get("parts")
    if parts is None:
        return None
    cards = tuple(Card(**card) for card in parts["cards"])
    return Parts(lead=parts["lead"], cards=cards, close=parts["close"])


def _delivery(row: sa.Row[Any], *, undo: bool) -> Delivery | None:
    if not row.state:
        return None
    return Delivery(
        state=DeliveryState(row.state),
        reason=row.reason,
        cause=Cause(row.cause) if row.cause else None,
        next_try=None if _waits_untried(row) else row.next_try,
        undo_until=row.next_try if undo else None,
        mailed=DeliveryState(row.mailed) if row.mailed else None,
    )


def _message(row: sa.Row[Any], files: tuple[Attachment, ...], *, undo: bool) -> Message:
    return Message(
        id=row.id,
        conversation=row.conversation,
        channel=row.channel,
        channel_kind=row.kind,
        seq=row.seq,
        author=Author(kind=AuthorKind(row.author), name=row.author_name),
        agent=row.agent,
        text=row.text,
        at=row.at,
        html=row.html,
        quoted=row.quoted,
        private=row.private,
        client_id=row.client_id,
        choices=choices_of(row.meta),
        parts=_parts(row.meta),
        attachments=files,
        delivery=_delivery(row, undo=undo),
        trust=Trust(row.meta["trust"]) if "trust" in row.meta else None,
        third_party=bool(row.meta.get("third_party")),
        edited=bool(row.meta.get("edited")),
        whisper=UUID(row.meta["whisper"]) if "whisper" in row.meta else None,
        edits=row.meta.get("edits"),
        field=FieldChange(**row.meta["field"]) if "field" in row.meta else None,
        suggested=row.meta.get("suggested"),
    )


def transcript(tx: Tx, number: str, after: str | None) -> Page:
    mine = (
        sa.select(conversations.c.id)
        .join_from(conversations, tickets, conversations.c.ticket == tickets.c.id)
        .where(tickets.c.number == number)
    )
    beyond = messages.c.id > message_id(after) if after is not None else sa.true()
    found = messages_where(tx, messages.c.conversation.in_(mine) & beyond, _PAGE + 1)
    more = len(found) > _PAGE
    return Page(rows=found[:_PAGE], next=found[_PAGE - 1].id.hex if more else None)
