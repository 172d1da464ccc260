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
    limited: Named[bool] = sa.Column(
        sa.Boolean, server_default=sa.false()
    )  # sees the tickets of their teams and their own, and no others
    # What they speak; none: whatever the office speaks.  Tags of the matters they know best.
    languages: Named[list[str] | None] = sa.Column(sa.JSON)
    skills: Named[list[str] | None] = sa.Column(sa.JSON)
    created_at: Named[dt.datetime] = sa.Column(Utc)
    must_change: Named[bool] = sa.Column(sa.Boolean, server_default=sa.false())  # the password
    totp: Named[str | None] = sa.Column(sa.Text)  # sealed; see tickets.factor
    totp_pending: Named[str | None] = sa.Column(sa.Text)  # the same, until a code proves it
    totp_step: Named[int | None] = sa.Column(BigInt)  # of the last code: each is good once


class WebSessionColumns(sa.TypedColumns):
    """A signed-in browser; the token itself is kept only there."""

    digest: Named[str] = sa.Column(sa.Text, primary_key=True)
    agent: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("agents.id"))
    created_at: Named[dt.datetime] = sa.Column(Utc)
    expires_at: Named[dt.datetime] = sa.Column(Utc)
    seen_at: Named[dt.datetime | None] = sa.Column(Utc)
    browser: Named[str] = sa.Column(sa.Text, server_default="")  # its family
    address: Named[str] = sa.Column(sa.Text, server_default="")  # without its last part


class ApiTokenColumns(sa.TypedColumns):
    """A key for scripts; shown once, kept as a digest."""

    digest: Named[str] = sa.Column(sa.Text, primary_key=True)
    agent: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("agents.id"))
    name: Named[str] = sa.Column(sa.Text)
    created_at: Named[dt.datetime] = sa.Column(Utc)
    seen_at: Named[dt.datetime | None] = sa.Column(Utc)
    scope: Named[str] = sa.Column(sa.Text, server_default="write")  # or read


class IngressColumns(sa.TypedColumns):
    """What arrived, as it arrived, and what became of it: the ledger.

    Kept (nothing became of it yet), then filed: ticket, reply, automatic, bounce, spam, duplicate,
    part (of the message of another arrival); or quarantined; or ignored: read, and not for us.
    What was filed keeps its outcome, whatever is done with the ticket afterwards.
    """

    channel: Named[str] = sa.Column(sa.Text, primary_key=True)
    external_id: Named[str] = sa.Column(sa.Text, primary_key=True)
    id: Named[UUID] = sa.Column(sa.Uuid, unique=True)
    raw: Named[str | None] = sa.Column(sa.Text)  # digest in the blob store
    fingerprint: Named[str | None] = sa.Column(sa.Text)
    outcome: Named[str] = sa.Column(sa.Text)
    reason: Named[str] = sa.Column(sa.Text, server_default="")
    message: Named[UUID | None] = sa.Column(
        sa.Uuid, sa.ForeignKey("messages.id", deferrable=True, initially="DEFERRED")
    )  # deferred: this row is written first, so that the constraint decides who files it
    at: Named[dt.datetime] = sa.Column(Utc)
    mailbox: Named[str | None] = sa.Column(sa.Text)  # the folder; mail only, as the next two
    uidvalidity: Named[int | None] = sa.Column(BigInt)
    uid: Named[int | None] = sa.Column(BigInt)
    message_id: Named[str | None] = sa.Column(sa.Text)


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

_KEPT, _QUARANTINED, _DUPLICATE = (
    sa.literal(s, literal_execute=True) for s in ("kept", "quarantined", "duplicate")
)
_unfiled = ingress.c.outcome.in_((_KEPT, _QUARANTINED))
_original = ingress.c.outcome != _DUPLICATE
sa.Index(
    "ingress_unfiled",
    ingress.c.channel,
    ingress.c.at,
    postgresql_where=_unfiled,
    sqlite_where=_unfiled,
)
sa.Index(
    "ingress_message",
    ingress.c.message,
    postgresql_where=_original,
    sqlite_where=_original,
)
