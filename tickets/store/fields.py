"""Fields that the office defines for its tickets, and what stands in them."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.tables import Utc, meta


class FieldColumns(sa.TypedColumns):
    """A field as it is defined: see `tickets.domain.fields`."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    key: Named[str] = sa.Column(sa.Text, unique=True)
    kind: Named[str] = sa.Column(sa.Text)
    label_id: Named[str] = sa.Column(sa.Text)  # Indonesian
    label_en: Named[str] = sa.Column(sa.Text)
    options: Named[list[dict[str, Any]]] = sa.Column(sa.JSON)  # of a choice
    required: Named[bool] = sa.Column(sa.Boolean)  # before a ticket is resolved
    position: Named[int] = sa.Column(sa.Integer)  # their order
    archived: Named[bool] = sa.Column(sa.Boolean)
    updated_at: Named[dt.datetime] = sa.Column(Utc)


class FieldValueColumns(sa.TypedColumns):
    """What stands in a field of a ticket; a field that is empty has no row."""

    ticket: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("tickets.id"), primary_key=True)
    field: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("fields.id"), primary_key=True)
    value: Named[str] = sa.Column(sa.Text)  # in its one spelling


fields = sa.Table("fields", meta, FieldColumns)
field_values = sa.Table("field_values", meta, FieldValueColumns)
sa.Index("field_values_by_value", field_values.c.field, field_values.c.value, field_values.c.ticket)
