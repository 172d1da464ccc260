"""Contacts as the console shows them: who they are, how to reach them, what they asked."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Database, Tx
from tickets.domain.access import Sight
from tickets.domain.lifecycle import Standing
from tickets.domain.number import find
from tickets.queries.cursors import encode, list_place
from tickets.queries.sight import known_to, visible
from tickets.queries.turns import standing_of
from tickets.queries.views import Page, Person
from tickets.store import contacts, identities, tickets

_PAGE = 200
_MOST_TICKETS = 200  # shown with a contact, the newest


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IdentityView:
    """A way to reach someone."""

    id: UUID
    kind: str
    address: str
    verified: str  # provider, signed, session, token, link, said, none
    verified_at: dt.datetime | None
    blocked_at: dt.datetime | None  # since when they do not want our messages
    created_at: dt.datetime
    home: UUID | None  # the contact it came with, where a merge moved it here


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TicketRef:
    """A ticket of a contact, in short."""

    number: str
    subject: str
    standing: Standing
    updated_at: dt.datetime
    home: UUID | None  # as for an identity


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """A contact in a list."""

    id: UUID
    name: str
    locale: str
    note: str
    reply_to: str | None  # the e-mail they asked us to write to
    created_at: dt.datetime
    identities: tuple[IdentityView, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ContactView(ContactRow):
    """A contact, whole; ``tickets`` are the newest 200 of so many."""

    merged_into: Person | None
    merged: tuple[Person, ...]  # those that were merged into this one, directly
    tickets: tuple[TicketRef, ...]
    ticket_count: int


class ContactQueries:
    """Reads, each on one snapshot."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def contact(self, contact: UUID, eyes: Sight | None = None) -> ContactView | None:
        """One contact, with those of their tickets that are seen; None when none of them is."""
        return await self._db.read(lambda tx: _one(tx, contact, eyes))

    async def hides(self, people: Collection[UUID], eyes: Sight) -> bool:
        """Whether one of their tickets is not there for these eyes."""
        hidden = sa.select(tickets.c.id).where(
            tickets.c.contact.in_(people), visible(eyes).is_not(sa.true())
        )
        return eyes.limited and await self._db.read(lambda tx: tx.one(hidden.limit(1)) is not None)

    async def tickets(
        self,
        contact: UUID,
        *,
        after: str | None = None,
        limit: int = 50,
        eyes: Sight | None = None,
    ) -> Page:
        """A page of `TicketRef`, the newest change first; of those that are seen."""
        most = min(limit, _PAGE)
        return await self._db.read(lambda tx: _tickets(tx, contact, eyes, after, most))

    async def contacts(
        self,
        words: str | None = None,
        *,
        after: str | None = None,
        limit: int = 50,
        eyes: Sight | None = None,
    ) -> Page:
        """A page of `ContactRow`, the newest first; those that were merged stand in another."""
        return await self._db.read(lambda tx: _page(tx, words, after, min(limit, _PAGE), eyes))


def _one(tx: Tx, contact: UUID, eyes: Sight | None) -> ContactView | None:
    c = contacts.c
    there = known_to(eyes) if eyes is not None else sa.true()
    row = tx.one(sa.select(contacts).where(c.id == contact, there))
    if row is None:
        return None
    mine = tickets.c.contact == contact, _shown(eyes)
    counted = sa.select(sa.func.count()).where(*mine)
    into = _people(tx, there & (c.id == row.merged_into)) if row.merged_into is not None else ()
    return ContactView(
        **_plain(row),
        identities=_identities(tx, [contact]).get(contact, ()),
        merged_into=next(iter(into), None),
        merged=_people(tx, there & (c.merged_into == contact)),
        tickets=tuple(_tickets(tx, contact, eyes, None, _MOST_TICKETS).rows),
        ticket_count=int(tx.value(counted)),
    )


def _shown(eyes: Sight | None) -> sa.ColumnElement[bool]:
    return visible(eyes) if eyes is not None else sa.true()


def _tickets(tx: Tx, contact: UUID, eyes: Sight | None, after: str | None, limit: int) -> Page:
    t = tickets.c
    mine = sa.select(tickets).where(t.contact == contact, _shown(eyes))
    mine = mine.order_by(t.updated_at.desc(), t.id.desc())
    if after is not None:
        at, last = list_place(after)
        place = sa.tuple_(sa.literal(at, t.updated_at.type), sa.literal(last, t.id.type))
        mine = mine.where(sa.tuple_(t.updated_at, t.id) < place)
    rows = tx.all(mine.limit(limit + 1))
    shown, more = rows[:limit], len(rows) > limit
    cursor = encode(f"{shown[-1].updated_at.isoformat()} {shown[-1].id.hex}") if more else None
    return Page(rows=[_ref(row, contact) for row in shown], next=cursor)


def _ref(row: sa.Row[Any], contact: UUID) -> TicketRef:
    return TicketRef(
        number=row.number,
        subject=row.subject,
        standing=standing_of(row),
        updated_at=row.updated_at,
        home=_moved(row.contact_home, contact),
    )


def _page(tx: Tx, words: str | None, after: str | None, limit: int, eyes: Sight | None) -> Page:
    c = contacts.c
    query = sa.select(contacts).where(c.merged_into.is_(None))
    if eyes is not None:
        query = query.where(known_to(eyes))
    if words:
        query = query.where(_with(words, eyes))
    if after is not None:
        at, last = list_place(after)
        place = sa.tuple_(sa.literal(at, c.created_at.type), sa.literal(last, c.id.type))
        query = query.where(sa.tuple_(c.created_at, c.id) < place)
    rows = tx.all(query.order_by(c.created_at.desc(), c.id.desc()).limit(limit + 1))
    shown, more = rows[:limit], len(rows) > limit
    known = _identities(tx, [row.id for row in shown])
    cursor = encode(f"{shown[-1].created_at.isoformat()} {shown[-1].id.hex}") if more else None
    found = [ContactRow(**_plain(row), identities=known.get(row.id, ())) for row in shown]
    return Page(rows=found, next=cursor)


def _with(words: str, eyes: Sight | None) -> sa.ColumnElement[bool]:
    """Whether the name, or an address, has these words in it; or a ticket has this number."""
    like = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    i = identities.c
    reached = sa.select(i.contact).where(i.address.ilike(like, escape="\\"))
    found = contacts.c.name.ilike(like, escape="\\") | contacts.c.id.in_(reached)
    number = find(words)
    if number is None:
        return found
    numbered = sa.select(tickets.c.contact).where(tickets.c.number == number, _shown(eyes))
    return found | contacts.c.id.in_(numbered)


def _identities(tx: Tx, of: list[UUID]) -> dict[UUID, tuple[IdentityView, ...]]:
    i = identities.c
    found: dict[UUID, tuple[IdentityView, ...]] = {}
    for row in tx.all(sa.select(identities).where(i.contact.in_(of)).order_by(i.id)):
        view = IdentityView(
            id=row.id,
            kind=row.kind,
            address=row.address,
            verified=row.verified,
            verified_at=row.verified_at,
            blocked_at=row.blocked_at,
            created_at=row.created_at,
            home=_moved(row.home, row.contact),
        )
        found[row.contact] = (*found.get(row.contact, ()), view)
    return found


def _moved(home: UUID | None, contact: UUID) -> UUID | None:
    return None if home == contact else home


def _people(tx: Tx, which: sa.ColumnElement[bool]) -> tuple[Person, ...]:
    c = contacts.c
    rows = tx.all(sa.select(c.id, c.name).where(which).order_by(c.id))
    return tuple(Person(id=row.id, name=row.name) for row in rows)


def _plain(row: sa.Row[Any]) -> dict[str, Any]:
    plain = ("id", "name", "locale", "note", "reply_to", "created_at")
    return {name: getattr(row, name) for name in plain}
