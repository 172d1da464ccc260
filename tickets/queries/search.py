"""Search: what was said, who said it, and receipt numbers; a page at a time."""

import dataclasses
import datetime as dt
import enum
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Database, Tx
from tickets.domain.access import Sight
from tickets.domain.message import AuthorKind
from tickets.domain.searching import Piece, Query, found_in, fragment, parse
from tickets.queries.acquaintance import people
from tickets.queries.cursors import BadCursor, decode, encode
from tickets.queries.limits import within
from tickets.queries.lists import tickets_by_id
from tickets.queries.moments import places
from tickets.queries.sight import visible
from tickets.queries.views import ChannelRef, Page, TicketView
from tickets.queries.windows import WINDOW, Match, window
from tickets.store import attachments, contacts, conversations, identities, messages, tickets

MOST = 50  # hits of a page
_PATIENCE = 2.0  # seconds, for each look into the index
_MOST_TICKETS = 5  # of people who are found by name or address


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """What hits must be; None means all."""

    statuses: tuple[str, ...] = ()
    channel: str | None = None  # the name of one, or a kind of them
    agent: UUID | None = None  # who has the ticket
    since: dt.datetime | None = None
    until: dt.datetime | None = None  # not included
    attachment: bool = False


class Where(enum.StrEnum):
    """What of a ticket it was that matched."""

    NUMBER = "number"
    CONTACT = "contact"
    MESSAGE = "message"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A ticket that was found, and by what; of a message also which, by whom and when."""

    where: Where
    ticket: TicketView
    at: dt.datetime
    pieces: tuple[Piece, ...]
    message: UUID | None = None
    channel: ChannelRef | None = None
    author: AuthorKind | None = None
    author_name: str = ""
    private: bool = False


class SearchQueries:
    """Reads, each on one snapshot."""

    def __init__(self, db: Database, *, window: int = WINDOW) -> None:
        """``window``: so many matches are ranked together."""
        self._db, self._window = db, window

    async def search(
        self,
        text: str,
        eyes: Sight,
        which: SearchFilter,
        *,
        after: str | None = None,
        limit: int = 20,
    ) -> Page:
        """A page of `Hit`: by number, by contact, then messages, the best first; of tickets that
        these eyes see.

        Raises `limits.TookTooLong` when there is too much to look at.
        """
        place = _place(after) if after is not None else None
        asked = _Asked(query=parse(text), eyes=eyes, which=which, window=self._window)
        return await self._db.read(lambda tx: _page(tx, asked, place, min(limit, MOST)))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    query: Query
    eyes: Sight
    which: SearchFilter
    window: int

    @property
    def of_ticket(self) -> list[sa.ColumnElement[bool]]:
        """The same of a ticket that is found by name: it has such a message."""
        t, c, m = tickets.c, conversations.c, messages.c
        only = [visible(self.eyes), *_of_ticket(self.which)]
        if said := _of_message(self.which):
            only.append(sa.exists().where(c.ticket == t.id, m.conversation == c.id, *said))
        return only


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where a page ended: the window's top, and the last match in it."""

    top: int
    score: int
    place: int


def _place(cursor: str) -> _Place:
    found = re.fullmatch(r"s(\d{1,18}):([123]):(\d{1,18})", decode(cursor), re.ASCII)
    if found is None:
        raise BadCursor("this cursor is not one of ours")
    return _Place(*map(int, found.groups()))


def _page(tx: Tx, asked: _Asked, place: _Place | None, limit: int) -> Page:
    if not asked.query.terms:
        return Page(rows=(), next=None)
    with within(tx, _PATIENCE):
        named = [] if place is not None else _named(tx, asked)[:limit]
        matches, below = _matches(tx, asked, place, limit + 1 - len(named))
    room = limit - len(named)
    shown, more = matches[:room], len(matches) > room
    rows = [*named, *_hits(tx, asked, [match for _, match in shown])]
    return Page(rows=rows, next=_cursor(shown, matches) if more else _from(below))


def _cursor(shown: Sequence[tuple[int, Match]], matches: Sequence[tuple[int, Match]]) -> str | None:
    """Where the next page begins: after what is shown; before all when none fitted."""
    if shown:
        top, match = shown[-1]
        return encode(f"s{top}:{match.score}:{match.place}")
    return _from(matches[0][0])


def _from(top: int | None) -> str | None:
    """The beginning of the window with this top, if there is one."""
    return None if top is None else encode(f"s{top}:3:{top + 1}")


def _matches(
    tx: Tx, asked: _Asked, place: _Place | None, wanted: int
) -> tuple[list[tuple[int, Match]], int | None]:
    """The next matches, each with the top of its window; and the top of the window after them.

    For limited eyes one window has to do that has any, so that their page may be a short one.
    """
    found: list[tuple[int, Match]] = []
    which, only = asked.which, of_message(asked.which)
    beyond, last = places(tx, which.since, which.until)
    top, after = (place.top, place) if place is not None else (last, None)
    while True:
        some = window(tx, asked.query, asked.eyes, only, top, asked.window, beyond=beyond)
        rest = (m for m in some.matches if after is None or _beyond(m, after))
        found += [(some.top, match) for match in rest]
        if some.below is None or len(found) >= wanted or (found and asked.eyes.limited):
            return found[:wanted], some.below
        top, after = some.below, None


def _beyond(row: Match, after: _Place) -> bool:
    return (-row.score, -row.place) > (-after.score, -after.place)


def of_message(which: SearchFilter) -> list[sa.ColumnElement[bool]]:
    """What must be true of a message that is found, whoever looks."""
    return [*_of_ticket(which), *_of_message(which)]


def _of_message(which: SearchFilter) -> list[sa.ColumnElement[bool]]:
    c, m = conversations.c, messages.c
    only: list[sa.ColumnElement[bool]] = []
    if which.channel:
        only.append((c.channel == which.channel) | (c.kind == which.channel))
    if which.since:
        only.append(m.at >= which.since)
    if which.until:
        only.append(m.at < which.until)
    if which.attachment:
        only.append(sa.exists().where(attachments.c.message == m.id))
    return only


def _of_ticket(which: SearchFilter) -> list[sa.ColumnElement[bool]]:
    t = tickets.c
    only: list[sa.ColumnElement[bool]] = []
    if which.statuses:
        only.append(t.status.in_(which.statuses))
    if which.agent:
        only.append(t.agent == which.agent)
    return only


def _named(tx: Tx, asked: _Asked) -> list[Hit]:
    """Tickets found by receipt number, else by the contact's name or address."""
    query, t = asked.query, tickets.c
    numbered = [] if query.number is None else _by_number(tx, query.number, asked.eyes)
    known = [] if numbered else people(tx, query)
    ids = [*numbered, *(_newest(tx, known, asked) if known else ())]
    if not ids:
        return []
    kept = {row.id for row in tx.all(sa.select(t.id).where(t.id.in_(ids), *asked.of_ticket))}
    views = tickets_by_id(tx, kept, asked.eyes)
    reached = _addresses(tx, {view.contact.id for view in views.values()})
    return [
        _by_name(views[one], query, reached, numbered=one in numbered)
        for one in dict.fromkeys(ids)
        if one in views
    ]


def _by_name(
    view: TicketView, query: Query, reached: Mapping[UUID, Sequence[str]], *, numbered: bool
) -> Hit:
    if numbered:
        where, text = Where.NUMBER, query.number or view.number
        pieces: tuple[Piece, ...] = (Piece(text=text, hit=True),)
    else:
        addresses = [one for one in reached.get(view.contact.id, ()) if found_in(one, query)]
        where = Where.CONTACT
        pieces = fragment(" · ".join([view.contact.name, *addresses]).strip(" ·"), query)
    return Hit(where=where, ticket=view, at=view.updated_at, pieces=pieces)


def _by_number(tx: Tx, number: str, eyes: Sight) -> list[UUID]:
    """The ticket with this number, or the one it was merged into."""
    t = tickets.c
    row = tx.one(sa.select(t.id, t.merged_into).where(t.number == number, visible(eyes)))
    while row is not None and row.merged_into is not None:
        row = tx.one(sa.select(t.id, t.merged_into).where(t.id == row.merged_into))
    return [] if row is None else [row.id]


def _newest(tx: Tx, whose: Collection[UUID], asked: _Asked) -> list[UUID]:
    t = tickets.c
    found = sa.select(t.id).where(t.contact.in_(whose), *asked.of_ticket)
    found = found.order_by(t.updated_at.desc(), t.id.desc()).limit(_MOST_TICKETS)
    return [row.id for row in tx.all(found)]


def _addresses(tx: Tx, whose: Collection[UUID]) -> dict[UUID, list[str]]:
    """The addresses people may be found by."""
    if not whose:
        return {}
    i, c = identities.c, contacts.c
    found: dict[UUID, list[str]] = {}
    asked = sa.select(c.id.label("contact"), c.reply_to.label("address"))
    asked = asked.where(c.id.in_(whose), c.reply_to.is_not(None))
    known = sa.select(i.contact, i.address).where(i.contact.in_(whose), i.kind != "livechat")
    for row in tx.all(known.union(asked).order_by("address")):
        found.setdefault(row.contact, []).append(row.address)
    return found


def _hits(tx: Tx, asked: _Asked, matches: Sequence[Match]) -> list[Hit]:
    if not matches:
        return []
    m, c, ids = messages.c, conversations.c, [match.message for match in matches]
    said = sa.select(
        m.id, m.text, m.author, m.author_name, m.private, m.at, c.channel, c.kind, c.ticket
    ).join_from(messages, conversations, m.conversation == c.id)
    rows = {row.id: row for row in tx.all(said.where(m.id.in_(ids)))}
    views = tickets_by_id(tx, {row.ticket for row in rows.values()}, asked.eyes)
    names = _file_names(tx, ids)
    return [
        _hit(rows[one], views[rows[one].ticket], names.get(one, ()), asked.query)
        for one in ids
        if one in rows
    ]


def _hit(row: sa.Row[Any], view: TicketView, names: Sequence[str], query: Query) -> Hit:
    sources = (row.text, *names, view.subject, row.author_name)
    shown = next((text for text in sources if found_in(text, query)), row.text or view.subject)
    return Hit(
        where=Where.MESSAGE,
        ticket=view,
        at=row.at,
        pieces=fragment(shown, query),
        message=row.id,
        channel=ChannelRef(name=row.channel, kind=row.kind),
        author=AuthorKind(row.author),
        author_name=row.author_name,
        private=row.private,
    )


def _file_names(tx: Tx, of: Collection[UUID]) -> dict[UUID, list[str]]:
    a = attachments.c
    names: dict[UUID, list[str]] = {}
    for row in tx.all(sa.select(a.message, a.name).where(a.message.in_(of)).order_by(a.id)):
        names.setdefault(row.message, []).append(row.name)
    return names
