"""Contacts by parts of their names and addresses."""

import functools
from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from runtime.db import Tx
from tickets.domain.searching import Query
from tickets.queries import matching
from tickets.store import contacts, identities
from tickets.store.search import (
    CONTACT_WORDS,
    IDENTITY_WORDS,
    REACHABLE,
    search_people,
    search_people_words,
)

_MOST = 50  # contacts; who is not among them has a name that says too little
_NEWEST = 1_000  # contacts, and identities, that are looked at one by one, some milliseconds
_FARTHEST = 8_000  # the same when enough of those have the words


def people(tx: Tx, query: Query) -> list[UUID]:
    """Contacts that have all these words in the name or in an address; where they are merged to.

    On PostgreSQL the transaction is one that reads `limits.by_index`.
    """
    found = (_on_postgres if tx.conn.dialect.name == "postgresql" else _on_sqlite)(tx, query)
    return _where_they_are(tx, found)


def _on_postgres(tx: Tx, query: Query) -> set[UUID]:
    """The newest where many have the words; by the index where few have.

    GIN gives all that have a common name before the first of them is known.
    """
    words = matching.people_tsquery(query)
    if words is None:
        return set()
    newest = functools.partial(newest_on_postgres, words, query.words)
    found = _contacts(tx, newest(_NEWEST))
    reach = _NEWEST * _MOST * 5 // (4 * len(found)) if found else 0
    if len(found) < _MOST and 0 < reach <= _FARTHEST:
        found = _contacts(tx, newest(reach))
    if len(found) < _MOST:
        found = _contacts(tx, on_postgres(words))
    return found


def _contacts(tx: Tx, statement: sa.Executable) -> set[UUID]:
    return {row.contact for row in tx.all(statement)}


def newest_on_postgres(tsquery: str, words: Sequence[str], count: int) -> sa.Executable:
    """The statement for PostgreSQL that looks at so many of the newest.

    Most have not even the letters of the words, and that is seen ten times as fast.
    """
    c, i = contacts.c, identities.c
    named = sa.select(c.id, c.name, c.reply_to).order_by(c.created_at.desc(), c.id.desc())
    reached = sa.select(i.contact, i.kind, i.address).order_by(i.id.desc())
    these = named.limit(count).subquery("contacts")
    those = reached.limit(count).subquery("identities")
    name = these.c.name + " " + sa.func.coalesce(these.c.reply_to, "")
    return _having(tsquery, _with(words, these, name), _with(words, those, those.c.address))


def _with(words: Sequence[str], these: sa.Subquery, text: sa.ColumnElement[str]) -> sa.Subquery:
    """Those that have the letters of each word; nothing else is asked before that."""
    letters = (sa.func.strpos(sa.func.lower(text), word) > 0 for word in words)
    return sa.select(these).where(*letters).offset(0).subquery(these.name)


def on_postgres(words: str) -> sa.Executable:
    """The statement for PostgreSQL that looks into the indexes."""
    return _having(words, contacts, identities)


def _having(words: str, these: sa.FromClause, those: sa.FromClause) -> sa.Executable:
    """Of these contacts and those identities, the contacts that have the words."""
    asked = sa.cast(sa.literal(words, sa.Text()), TSQUERY())
    named = sa.select(these.c.id.label("contact")).select_from(these)
    named = named.where(sa.literal_column(CONTACT_WORDS).bool_op("@@")(asked))
    reached = (
        sa.select(those.c.contact)
        .select_from(those)
        .where(sa.text(REACHABLE), sa.literal_column(IDENTITY_WORDS).bool_op("@@")(asked))
    )
    either = (named.limit(_MOST).subquery(), reached.limit(_MOST).subquery())
    return sa.union(*map(sa.select, either))


def _on_sqlite(tx: Tx, query: Query) -> set[UUID]:
    statement = on_sqlite(query)
    return set() if statement is None else _contacts(tx, statement)


def on_sqlite(query: Query) -> sa.Executable | None:
    """The statement for SQLite; None when the query says too little."""
    words = matching.people_fts5(query)
    if words is None:
        return None
    p, i, place = search_people.c, identities.c, search_people_words.c.rowid
    has = sa.literal_column("search_people_words").bool_op("match")(sa.literal(words, sa.Text()))
    return (
        sa.select(sa.func.coalesce(i.contact, p.who).label("contact"))
        .join_from(search_people_words, search_people, p.id == place)
        .outerjoin(identities, i.id == p.who)
        .where(has)
        .limit(_MOST)
    )


def _where_they_are(tx: Tx, found: Collection[UUID]) -> list[UUID]:
    """The contacts at the ends of their chains of merges."""
    c = contacts.c
    ends: set[UUID] = set()
    looking = set(found)
    while looking:
        rows = tx.all(sa.select(c.id, c.merged_into).where(c.id.in_(looking)))
        ends |= {row.id for row in rows if row.merged_into is None}
        looking = {row.merged_into for row in rows if row.merged_into is not None}
    return sorted(ends)
