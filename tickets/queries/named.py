"""Tickets by a piece of their number, of their subject or of their contact's name."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.number import find
from tickets.domain.searching import parse
from tickets.queries.acquaintance import people
from tickets.store import contacts, tickets

NEWEST = 2_000  # tickets that are looked at one by one, a few milliseconds
_MOST = 200  # tickets of people who are found by their names


def named(tx: Tx, words: str, only: Sequence[sa.ColumnElement[bool]]) -> set[UUID]:
    """The ids of those that have these words, of the tickets of which ``only`` is true.

    All of the `NEWEST`, by any piece of number, subject or name; of older ones the newest, by their
    whole number, or by words of the contact's name or address and beginnings of such words.
    """
    t = tickets.c
    newest = sa.select(t.id, t.number, t.subject, t.contact).where(*only)
    some = newest.order_by(t.updated_at.desc(), t.id.desc()).limit(NEWEST).subquery()
    like = f"%{_escaped(words)}%"
    pieces = (some.c.number, some.c.subject, contacts.c.name)
    having = sa.select(some.c.id).join_from(some, contacts, some.c.contact == contacts.c.id)
    found = tx.all(having.where(sa.or_(*(piece.ilike(like, escape="\\") for piece in pieces))))
    if receipt := find(words):
        found += tx.all(sa.select(t.id).where(t.number == receipt, *only))
    elif whose := people(tx, parse(words)):
        theirs = sa.select(t.id).where(t.contact.in_(whose), *only)
        found += tx.all(theirs.order_by(t.updated_at.desc(), t.id.desc()).limit(_MOST))
    return {row.id for row in found}


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
