"""Lists of tickets, a page at a time: no offset, no count."""

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.access import Sight
from tickets.domain.lifecycle import LIVE, Handler, Status
from tickets.domain.marks import Priority
from tickets.domain.sla import SlaPolicy
from tickets.queries import due
from tickets.queries.cursors import list_cursor, list_place, waiting_place
from tickets.queries.fields import values_of, with_values
from tickets.queries.limits import by_index
from tickets.queries.named import named
from tickets.queries.sight import visible
from tickets.queries.turns import standing_of
from tickets.queries.views import ChannelRef, Page, Person, Sort, TicketFilter, TicketView
from tickets.queries.walks import here, onwards
from tickets.store import (
    agents,
    aside,
    by_statuses,
    contacts,
    conversations,
    identities,
    live,
    mentions,
    messages,
    tags,
    tickets,
    unusual,
)

_NO_TARGETS = SlaPolicy()
_ASIDE = frozenset({Status.SPAM, Status.MERGED})


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


def one_ticket(tx: Tx, number: str, eyes: Sight | None) -> TicketView | None:
    """One ticket; of others it names, only those these eyes see."""
    views = _views(tx, tx.all(_columns().where(tickets.c.number == number)), eyes)
    return views[0] if views else None


def tickets_by_id(
    tx: Tx, ids: Collection[UUID], eyes: Sight | None = None
) -> dict[UUID, TicketView]:
    """These tickets, by their ids; ``eyes`` as of `one_ticket`."""
    rows = tx.all(_columns().where(tickets.c.id.in_(ids)))
    return {view.id: view for view in _views(tx, rows, eyes)}


def ticket_page(
    tx: Tx,
    which: TicketFilter,
    after: str | None,
    limit: int,
    sort: Sort | None = None,
    policy: SlaPolicy = _NO_TARGETS,
) -> Page:
    """A page in this order; without one, the longest waiting first in the queue, else the newest.

    Each order is a walk along an index, and a cursor is a place on it.  ``policy``: what is due
    when; without targets the order of due times is that of waiting.
    """
    order = sort or (Sort.WAITING if which.handler == Handler.QUEUE else Sort.NEWEST)
    if order is Sort.DUE and not policy.minutes:
        order = Sort.WAITING  # nothing is due
    if _narrowed(which):
        by_index(tx)
    only = conditions(which)
    if which.words:
        only.append(tickets.c.id.in_(named(tx, which.words, only)))
    wanted = _columns().where(*only)
    if order is Sort.DUE:
        rows, cursor = _soonest_due(tx, wanted, policy, after, limit)
        return Page(rows=_views(tx, rows, which.eyes), next=cursor)
    read = _longest_waiting if order is Sort.WAITING else _newest
    rows = read(tx, wanted, after, limit + 1)
    page, more = rows[:limit], len(rows) > limit
    return Page(rows=_views(tx, page, which.eyes), next=_cursor(page[-1], order) if more else None)


def _narrowed(which: TicketFilter) -> bool:
    """Whether there are values in it that may be common or rare."""
    limited = which.eyes is not None and which.eyes.limited
    values = (which.words, which.tag, which.channel, which.team, which.priority, which.mentioned)
    return limited or any(values)


def _newest(tx: Tx, wanted: sa.Select[Any], after: str | None, limit: int) -> Sequence[sa.Row[Any]]:
    t = tickets.c
    query = wanted.order_by(t.updated_at.desc(), t.id.desc())
    if after is not None:
        query = query.where(sa.tuple_(t.updated_at, t.id) < here(list_place(after)))
    return tx.all(query.limit(limit))


def _longest_waiting(
    tx: Tx, wanted: sa.Select[Any], after: str | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Who waits for a person, the longest first; then what does not wait, the longest untouched."""
    t = tickets.c
    place, idle = waiting_place(after) if after is not None else (None, False)
    rows: list[sa.Row[Any]] = []
    if not idle:
        rows += tx.all(onwards(wanted, t.waiting_since, place).limit(limit))
        place = None
    if len(rows) < limit:
        rest = onwards(wanted.where(t.waiting_since.is_(None)), t.updated_at, place)
        rows += tx.all(rest.limit(limit - len(rows)))
    return rows


def _soonest_due(
    tx: Tx, wanted: sa.Select[Any], policy: SlaPolicy, after: str | None, limit: int
) -> tuple[Sequence[sa.Row[Any]], str | None]:
    """What is due, the soonest first, then what is not, the longest untouched; where to go on."""
    places = {} if after is None else due.due_places(after)  # None: beyond all that is due
    first = [] if places is None else due.soonest(tx, wanted, policy, places, limit + 1)
    if places is not None and len(first) > limit:
        return first[:limit], due.due_cursor(due.beyond(places, first[:limit]))
    room = limit - len(first)
    place = None if after is None or places is not None else list_place(after)
    never = onwards(wanted.where(due.never_due(policy)), tickets.c.updated_at, place)
    rest = tx.all(never.limit(room + 1))
    rows = [*first, *rest[:room]]
    if len(rest) <= room:
        return rows, None
    if room:
        return rows, list_cursor(rows[-1].updated_at, rows[-1].id)
    return rows, due.due_cursor(due.beyond(places or {}, first))


def _cursor(last: sa.Row[Any], order: Sort) -> str:
    if order is Sort.NEWEST:
        return list_cursor(last.updated_at, last.id)
    idle = last.waiting_since is None
    return list_cursor(last.updated_at if idle else last.waiting_since, last.id, idle=idle)


def conditions(which: TicketFilter) -> list[sa.ColumnElement[bool]]:
    """What a ticket must be like to be one of these, but for its words."""
    t = tickets.c
    wanted = _standing(which)
    if which.handler:
        wanted.append(t.handler == which.handler)
    if which.assignee:
        wanted.append(t.agent == which.assignee)
    if which.unassigned:
        wanted.append(t.agent.is_(None))
    if which.team:
        wanted.append(t.team == which.team)
    wanted += [t.id.in_(some) for some in _elsewhere(which)]
    if which.priority:
        wanted.append(t.priority == which.priority)
        if which.priority != Priority.NORMAL:
            wanted.append(unusual)  # in the words of its index
    if which.eyes is not None and which.eyes.limited:
        wanted.append(visible(which.eyes))
    return wanted


def _standing(which: TicketFilter) -> list[sa.ColumnElement[bool]]:
    """The statuses, in the very words of an index where there is one for them."""
    statuses = frozenset(which.statuses)
    if not statuses:
        return [live] if which.handler else []
    indexed = by_statuses.get(statuses)
    if indexed is not None:
        return [indexed]
    exactly = tickets.c.status.in_(which.statuses)
    within = next((some for some, of in ((live, LIVE), (aside, _ASIDE)) if statuses <= of), None)
    return [exactly] if within is None else [within, exactly]


def _elsewhere(which: TicketFilter) -> Iterator[sa.Select[Any]]:
    """Conditions that other tables answer: each a choice of tickets."""
    if which.tag:
        yield sa.select(tags.c.ticket).where(tags.c.tag == which.tag)
    if which.channel:
        c = conversations.c
        over = (c.channel == which.channel) | (c.kind == which.channel)
        yield sa.select(c.ticket).where(over)
    if which.mentioned:
        yield _mentioning(which.mentioned)
    yield from with_values(which.fields)


def _mentioning(agent: UUID) -> sa.Select[Any]:
    """Tickets with a note that names this agent."""
    c, m = conversations.c, messages.c
    return (
        sa.select(c.ticket)
        .join_from(mentions, messages, mentions.c.message == m.id)
        .join(conversations, m.conversation == c.id)
        .where(mentions.c.agent == agent)
    )


def _views(tx: Tx, rows: Sequence[sa.Row[Any]], eyes: Sight | None) -> list[TicketView]:
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
    held = values_of(tx, ids)
    named = _numbers(tx, {other for row in rows for other in _related(row) if other}, eyes)
    views = [_view(row, over.get(row.id, []), words.get(row.id, []), named) for row in rows]
    return [dataclasses.replace(view, fields=held.get(view.id, {})) for view in views]


def _related(row: sa.Row[Any]) -> tuple[UUID | None, UUID | None, UUID | None]:
    return row.follows, row.maybe, row.merged_into


def _numbers(tx: Tx, ids: Collection[UUID], eyes: Sight | None) -> dict[UUID | None, str]:
    if not ids:
        return {}
    t = tickets.c
    others = sa.select(t.id, t.number).where(t.id.in_(ids))
    if eyes is not None:
        others = others.where(visible(eyes))
    return {row.id: row.number for row in tx.all(others)}


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
        fields={},
        locale=row.locale,
        created_at=row.created_at,
        updated_at=row.updated_at,
        waiting_since=row.waiting_since,
        owed_since=row.owed_since,
        handed_off_for=row.handed_off_for,
        follows=follows,
        maybe=maybe,
        merged_into=merged_into,
        version=row.version,
        preview=row.preview,
    )
