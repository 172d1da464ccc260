"""Saved filters of the list of tickets."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.tables import Utc, meta


class SavedFilterColumns(sa.TypedColumns):
    """A choice of tickets under a name; without an owner everybody has it."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    owner: Named[UUID | None] = sa.Column(
        sa.Uuid, sa.ForeignKey("agents.id"), index=True
    )  # null: all
    name: Named[str] = sa.Column(sa.Text)
    wanted: Named[dict[str, Any]] = sa.Column(sa.JSON)  # see tickets.domain.wanted
    updated_at: Named[dt.datetime] = sa.Column(Utc)


saved_filters = sa.Table("saved_filters", meta, SavedFilterColumns)
