"""What the desk itself needs: agents, what arrived, the event log, counters."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.tables import BigInt, Utc, meta


class AgentColumns(sa.TypedColumns):
    """Someone who works at the desk."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    email: Named[str] = sa.Column(sa.Text, unique=True)
    name: Named[str] = sa.Column(sa.Text)
    role: Named[str] = sa.Column(sa.Text)
    password: Named[str] = sa.Column(sa.Text)  # argon2
    active: Named[bool] = sa.Column(sa.Boolean)
    created_at: Named[dt.datetime] = sa.Column(Utc)


class WebSessionColumns(sa.TypedColumns):
    """A signed-in browser; the token itself is kept only there."""

    digest: Named[str] = sa.Column(sa.Text, primary_key=True)
    agent: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("agents.id"))
    created_at: Named[dt.datetime] = sa.Column(Utc)
    expires_at: Named[dt.datetime] = sa.Column(Utc)


class ApiTokenColumns(sa.TypedColumns):
    """A key for scripts; shown once, kept as a digest."""

    digest: Named[str] = sa.Column(sa.Text, primary_key=True)
    agent: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("agents.id"))
    name: Named[str] = sa.Column(sa.Text)
    created_at: Named[dt.datetime] = sa.Column(Utc)


class IngressColumns(sa.TypedColumns):
    """What arrived, as it arrived, and what became of it."""

    channel: Named[str] = sa.Column(sa.Text, primary_key=True)
    external_id: Named[str] = sa.Column(sa.Text, primary_key=True)
    id: Named[UUID] = sa.Column(sa.Uuid, unique=True)
    raw: Named[str | None] = sa.Column(sa.Text)  # digest in the blob store
    fingerprint: Named[str | None] = sa.Column(sa.Text)
    outcome: Named[str] = sa.Column(sa.Text)  # kept, filed, automatic, bounce, …
    reason: Named[str] = sa.Column(sa.Text, server_default="")
    message: Named[UUID | None] = sa.Column(
        sa.Uuid, sa.ForeignKey("messages.id", deferrable=True, initially="DEFERRED")
    )  # deferred: this row is written first, so that the constraint decides who files it
    at: Named[dt.datetime] = sa.Column(Utc)


class CursorColumns(sa.TypedColumns):
    """How far a channel has been read, in its adapter's words."""

    channel: Named[str] = sa.Column(sa.Text, primary_key=True)
    value: Named[str] = sa.Column(sa.Text)


class CounterColumns(sa.TypedColumns):
    """The last serial number given out under a name."""

    name: Named[str] = sa.Column(sa.Text, primary_key=True)
    value: Named[int] = sa.Column(sa.Integer)


class EventColumns(sa.TypedColumns):
    """The log: what happened, in the order of commits; ids and states, never words of people."""

    id: Named[int] = sa.Column(BigInt, primary_key=True)
    at: Named[dt.datetime] = sa.Column(Utc)
    kind: Named[str] = sa.Column(sa.Text)
    actor: Named[str] = sa.Column(sa.Text)  # contact, bot, system, agent:<id>
    ticket: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("tickets.id"), index=True)
    number: Named[str] = sa.Column(sa.Text)
    facts: Named[dict[str, Any]] = sa.Column(sa.JSON)


agents = sa.Table("agents", meta, AgentColumns)
web_sessions = sa.Table("web_sessions", meta, WebSessionColumns)
api_tokens = sa.Table("api_tokens", meta, ApiTokenColumns)
ingress = sa.Table("ingress", meta, IngressColumns, sa.UniqueConstraint("channel", "fingerprint"))
cursors = sa.Table("cursors", meta, CursorColumns)
counters = sa.Table("counters", meta, CounterColumns)
events = sa.Table("events", meta, EventColumns, sqlite_autoincrement=True)
