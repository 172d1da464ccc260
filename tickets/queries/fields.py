"""The fields of tickets as they are defined, and what stands in them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Database, Tx
from tickets.domain.fields import BadValue, Field, FieldKind, Option, Value, sought, told
from tickets.store import field_values, fields

Wanted = tuple[UUID, str]  # a field's id, and the value as it is kept


class FieldQueries:
    """Reads, each on one snapshot."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def fields(self) -> list[Field]:
        """All of them in their order, the archived ones last; at most 300."""
        return await self._db.read(definitions)

    async def wanted(self, asked: Mapping[str, str]) -> tuple[Wanted, ...]:
        """What to look for, by the keys of fields; raise `BadValue`."""
        if not asked:
            return ()
        known = {one.key: one for one in await self.fields()}
        if unknown := [key for key in asked if key not in known]:
            raise BadValue(f"there is no field {unknown[0]!r}")
        return tuple((known[key].id, sought(known[key], text)) for key, text in asked.items())


def definitions(tx: Tx) -> list[Field]:
    """All fields in their order, the archived ones last."""
    f = fields.c
    rows = tx.all(sa.select(fields).order_by(f.archived, f.position, f.key))
    return [field_of(row) for row in rows]


def field_of(row: sa.Row[Any]) -> Field:
    """A row as a field."""
    return Field(
        id=row.id,
        key=row.key,
        kind=FieldKind(row.kind),
        label_id=row.label_id,
        label_en=row.label_en,
        options=tuple(Option(**one) for one in row.options),
        required=row.required,
        archived=row.archived,
    )


def values_of(tx: Tx, tickets: Collection[UUID]) -> dict[UUID, dict[str, Value]]:
    """What stands in the fields of these tickets, by key and in the fields' order."""
    found = filled_of(tx, tickets)
    return {
        ticket: {one.key: told(one, kept) for one, kept in held} for ticket, held in found.items()
    }


def filled_of(tx: Tx, tickets: Collection[UUID]) -> dict[UUID, list[tuple[Field, str]]]:
    """The fields of these tickets in which something stands, in their order, and what is kept."""
    v, f = field_values.c, fields.c
    rows = tx.all(
        sa.select(fields, v.ticket, v.value)
        .join_from(field_values, fields, v.field == f.id)
        .where(v.ticket.in_(tickets))
        .order_by(f.archived, f.position, f.key)
    )
    found: dict[UUID, list[tuple[Field, str]]] = {}
    for row in rows:
        found.setdefault(row.ticket, []).append((field_of(row), row.value))
    return found


def keys_for(tx: Tx, tickets: Collection[UUID]) -> list[str]:
    """The keys of fields, in their order: those in use, and what else these tickets hold."""
    v, f = field_values.c, fields.c
    held = sa.exists().where(v.field == f.id, v.ticket.in_(tickets))
    query = sa.select(f.key).where(sa.or_(~f.archived, held))
    return [row.key for row in tx.all(query.order_by(f.archived, f.position, f.key))]


def with_values(which: Sequence[Wanted]) -> list[sa.Select[Any]]:
    """The tickets with each of these values: one choice of tickets for each."""
    v = field_values.c
    return [sa.select(v.ticket).where(v.field == field, v.value == kept) for field, kept in which]


def empty_required(tx: Tx, ticket: UUID) -> list[Field]:
    """The fields that are empty on a ticket and must not be when it is resolved."""
    f, v = fields.c, field_values.c
    filled = sa.exists().where(v.ticket == ticket, v.field == f.id)
    query = sa.select(fields).where(f.required, ~f.archived, ~filled)
    return [field_of(row) for row in tx.all(query.order_by(f.position, f.key))]
