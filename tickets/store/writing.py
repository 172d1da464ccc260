"""What agents prepare: drafts, canned responses, macros."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.tables import Utc, meta


class DraftColumns(sa.TypedColumns):
    """What an agent has begun to write on a ticket."""

    ticket: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("tickets.id"), primary_key=True)
    agent: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("agents.id"), primary_key=True)
    text: Named[str] = sa.Column(sa.Text)
    html: Named[str | None] = sa.Column(sa.Text)  # the same words as rich text, cleaned
    private: Named[bool] = sa.Column(sa.Boolean)
    version: Named[UUID] = sa.Column(sa.Uuid)  # another one each time it is saved
    updated_at: Named[dt.datetime] = sa.Column(Utc)


class CannedColumns(sa.TypedColumns):
    """A canned response; without an owner everybody has it."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    owner: Named[UUID | None] = sa.Column(
        sa.Uuid, sa.ForeignKey("agents.id"), index=True
    )  # null: all
    name: Named[str] = sa.Column(sa.Text)
    text_id: Named[str] = sa.Column(sa.Text)  # Indonesian; empty: there is only the other one
    text_en: Named[str] = sa.Column(sa.Text)
    updated_at: Named[dt.datetime] = sa.Column(Utc)


class MacroColumns(sa.TypedColumns):
    """Several things done to a ticket at once; without an owner everybody has it."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    owner: Named[UUID | None] = sa.Column(
        sa.Uuid, sa.ForeignKey("agents.id"), index=True
    )  # null: all
    name: Named[str] = sa.Column(sa.Text)
    reply: Named[UUID | None] = sa.Column(sa.Uuid, sa.ForeignKey("canned.id"), index=True)
    deeds: Named[dict[str, Any]] = sa.Column(sa.JSON)  # the others: see tickets.domain.macro
    updated_at: Named[dt.datetime] = sa.Column(Utc)


drafts = sa.Table("drafts", meta, DraftColumns)
canned = sa.Table("canned", meta, CannedColumns)
macros = sa.Table("macros", meta, MacroColumns)
