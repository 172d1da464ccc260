"""Contacts by parts of their names and addresses."""

from collections.abc import Collection
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


def people(tx: Tx, query: Query) -> list[UUID]:
    """Contacts that have all these words in the name or in an address; where they are merged to."""
    statement = on_postgres(query) if tx.conn.dialect.name == "postgresql" else on_sqlite(query)
    if statement is None:
        return []
    return _where_they_are(tx, {row.contact for row in tx.all(statement)})


def on_postgres(query: Query) -> sa.Executable | None:
    """The statement for PostgreSQL; None when the query says too little."""
    words = matching.people_tsquery(query)
    if words is None:
        return None
    asked = sa.cast(sa.literal(words, sa.Text()), TSQUERY())
    named = sa.select(contacts.c.id.label("contact"))
    named = named.where(sa.literal_column(CONTACT_WORDS).bool_op("@@")(asked))
    reached = sa.select(identities.c.contact).where(
        sa.text(REACHABLE), sa.literal_column(IDENTITY_WORDS).bool_op("@@")(asked)
    )
    either = (named.limit(_MOST).subquery(), reached.limit(_MOST).subquery())
    return sa.union(*map(sa.select, either))


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
