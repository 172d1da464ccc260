"""Lists of tickets, a page at a time: no offset, no count."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.lifecycle import LIVE, Handler
from tickets.queries.cursors import encode, list_place
from tickets.queries.turns import standing_of
from tickets.queries.views import ChannelRef, Page, Person, TicketFilter, TicketView
from tickets.store import agents, contacts, conversations, identities, tags, tickets


def _columns() -> sa.Select[Any]:
    t, i = tickets.c, identities.c
    mail = sa.exists().where(i.contact == t.contact, i.kind == "email")
    return (
        sa.select(
            tickets,
            agents.c.name.label("agent_name"),
            contacts.c.name.label("contact_name"),
            contacts.c.reply_to,
            mail.label("has_email"),
        )
        .join_from(tickets, contacts, t.contact == contacts.c.id)
        .outerjoin(agents, t.agent == agents.c.id)
    )


def one_ticket(tx: Tx, number: str) -> TicketView | None:
    views = _views(tx, tx.all(_columns().where(tickets.c.number == number)))
    return views[0] if views else None


def tickets_by_id(tx: Tx, ids: Collection[UUID]) -> dict[UUID, TicketView]:
    """These tickets, by their ids."""
    return {view.id: view for view in _views(tx, tx.all(_columns().where(tickets.c.id.in_(ids))))}


def ticket_page(tx: Tx, which: TicketFilter, after: str | None, limit: int) -> Page:
    t = tickets.c
    waiting = which.handler == Handler.QUEUE
    moment = sa.func.coalesce(t.waiting_since, t.updated_at) if waiting else t.updated_at
    query = _columns().where(*_conditions(which))
    order = (moment, t.id) if waiting else (moment.desc(), t.id.desc())
    query = query.order_by(*order)
    if after is not None:
        at, last = list_place(after)
        here, there = (
            sa.tuple_(moment, t.id),
            sa.tuple_(sa.literal(at, t.updated_at.type), sa.literal(last, t.id.type)),
        )
        query = query.where(here > there if waiting else here < there)
    rows = tx.all(query.limit(limit + 1))
    page, more = rows[:limit], len(rows) > limit
    last_row = page[-1] if more else None
    cursor = None
    if last_row is not None:
        at = last_row.waiting_since or last_row.updated_at if waiting else last_row.updated_at
        cursor = encode(f"{at.isoformat()} {last_row.id.hex}")
    return Page(rows=_views(tx, page), next=cursor)


def _conditions(which: TicketFilter) -> list[sa.ColumnElement[bool]]:
    t, c = tickets.c, conversations.c
    wanted: list[sa.ColumnElement[bool]] = []
    if which.statuses:
        wanted.append(t.status.in_(which.statuses))
    elif which.handler:
        wanted.append(t.status.in_(LIVE))
    if which.handler:
        wanted.append(t.handler == which.handler)
    if which.assignee:
        wanted.append(t.agent == which.assignee)
    if which.unassigned:
        wanted.append(t.agent.is_(None))
    if which.team:
        wanted.append(t.team == which.team)
    if which.tag:
        tagged = sa.select(tags.c.ticket).where(tags.c.tag == which.tag)
        wanted.append(t.id.in_(tagged))
    if which.channel:
        over = sa.select(c.ticket).where(c.channel == which.channel)
        wanted.append(t.id.in_(over))
    if which.words:
        like = f"%{_escaped(which.words)}%"
        found = (f.ilike(like, escape="\\") for f in (t.number, t.subject, contacts.c.name))
        wanted.append(sa.or_(*found))
    return wanted


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _views(tx: Tx, rows: Sequence[sa.Row[Any]]) -> list[TicketView]:
    ids = [row.id for row in rows]
    if not ids:
        return []
    c = conversations.c
    over: dict[UUID, list[ChannelRef]] = {}
    blocks = sa.func.max(identities.c.blocked_at)
    used = sa.select(c.ticket, c.channel, c.kind, blocks.is_not(None).label("blocked"))
    used = used.join_from(conversations, identities, c.identity == identities.c.id)
    for row in tx.all(used.where(c.ticket.in_(ids)).group_by(c.ticket, c.channel, c.kind)):
        ref = ChannelRef(name=row.channel, kind=row.kind, blocked=row.blocked)
        over.setdefault(row.ticket, []).append(ref)
    words: dict[UUID, list[str]] = {}
    for row in tx.all(sa.select(tags).where(tags.c.ticket.in_(ids)).order_by(tags.c.tag)):
        words.setdefault(row.ticket, []).append(row.tag)
    named = _numbers(tx, {other for row in rows for other in _related(row) if other})
    return [_view(row, over.get(row.id, []), words.get(row.id, []), named) for row in rows]


def _related(row: sa.Row[Any]) -> tuple[UUID | None, UUID | None, UUID | None]:
    return row.follows, row.maybe, row.merged_into


def _numbers(tx: Tx, ids: Collection[UUID]) -> dict[UUID | None, str]:
    if not ids:
        return {}
    t = tickets.c
    return {row.id: row.number for row in tx.all(sa.select(t.id, t.number).where(t.id.in_(ids)))}


def _view(
    row: sa.Row[Any],
    over: Sequence[ChannelRef],
    words: Sequence[str],
    named: Mapping[UUID | None, str],
) -> TicketView:
    follows, maybe, merged_into = (named.get(other) for other in _related(row))
    return TicketView(
        id=row.id,
        number=row.number,
        subject=row.subject,
        standing=standing_of(row),
        priority=row.priority,
        team=row.team,
        agent=Person(id=row.agent, name=row.agent_name) if row.agent else None,
        contact=Person(id=row.contact, name=row.contact_name),
        reply_to=row.reply_to,
        channels=tuple(over),
        has_email=row.has_email,
        tags=tuple(words),
        locale=row.locale,
        created_at=row.created_at,
        updated_at=row.updated_at,
        waiting_since=row.waiting_since,
        handed_off_for=row.handed_off_for,
        follows=follows,
        maybe=maybe,
        merged_into=merged_into,
        version=row.version,
        preview=row.preview,
    )
