"""Tickets, the people behind them, and what was said."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.tables import Utc, meta


def _to(column: str) -> sa.ForeignKey:
    return sa.ForeignKey(column)


class ContactColumns(sa.TypedColumns):
    """A person."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    name: Named[str] = sa.Column(sa.Text)
    locale: Named[str] = sa.Column(sa.Text)
    created_at: Named[dt.datetime] = sa.Column(Utc)


class IdentityColumns(sa.TypedColumns):
    """A way to reach a person, and how we know it is theirs."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    contact: Named[UUID] = sa.Column(sa.Uuid, _to("contacts.id"), index=True)
    kind: Named[str] = sa.Column(sa.Text)
    address: Named[str] = sa.Column(sa.Text)
    verified: Named[str] = sa.Column(sa.Text)  # provider, session, none
    blocked_at: Named[dt.datetime | None] = sa.Column(Utc)  # they do not want our messages
    locale: Named[str | None] = sa.Column(sa.Text)  # the language they chose to be answered in
    created_at: Named[dt.datetime] = sa.Column(Utc)


class TicketColumns(sa.TypedColumns):
    """One matter of one contact."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    number: Named[str] = sa.Column(sa.Text, unique=True)
    contact: Named[UUID] = sa.Column(sa.Uuid, _to("contacts.id"), index=True)
    subject: Named[str] = sa.Column(sa.Text)
    status: Named[str] = sa.Column(sa.Text)
    handler: Named[str] = sa.Column(sa.Text)
    priority: Named[str] = sa.Column(sa.Text, server_default="normal")
    team: Named[str | None] = sa.Column(sa.Text)
    agent: Named[UUID | None] = sa.Column(sa.Uuid, _to("agents.id"))
    locale: Named[str] = sa.Column(sa.Text)
    preview: Named[str] = sa.Column(sa.Text, server_default="")
    version: Named[int] = sa.Column(sa.Integer)
    created_at: Named[dt.datetime] = sa.Column(Utc)
    updated_at: Named[dt.datetime] = sa.Column(Utc)
    waiting_since: Named[dt.datetime | None] = sa.Column(Utc)  # for a person of ours
    snoozed_until: Named[dt.datetime | None] = sa.Column(Utc)
    resolved_at: Named[dt.datetime | None] = sa.Column(Utc)
    handed_off_for: Named[str | None] = sa.Column(sa.Text)  # why the bot called a person
    follows: Named[UUID | None] = sa.Column(sa.Uuid, _to("tickets.id"))  # the closed one before it
    maybe: Named[UUID | None] = sa.Column(sa.Uuid, _to("tickets.id"))  # it may belong to
    merged_into: Named[UUID | None] = sa.Column(sa.Uuid, _to("tickets.id"))
    merged_from: Named[str | None] = sa.Column(sa.Text)  # "status handler" before the merge


class TagColumns(sa.TypedColumns):
    """A word on a ticket."""

    ticket: Named[UUID] = sa.Column(sa.Uuid, _to("tickets.id"), primary_key=True)
    tag: Named[str] = sa.Column(sa.Text, primary_key=True)


class ConversationColumns(sa.TypedColumns):
    """The part of a ticket that runs over one channel with one address."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    ticket: Named[UUID] = sa.Column(sa.Uuid, _to("tickets.id"), index=True)
    home: Named[UUID] = sa.Column(sa.Uuid, _to("tickets.id"))  # its ticket before any merge
    identity: Named[UUID] = sa.Column(sa.Uuid, _to("identities.id"))
    channel: Named[str] = sa.Column(sa.Text)
    kind: Named[str] = sa.Column(sa.Text)
    address: Named[str] = sa.Column(sa.Text)
    last_seq: Named[int] = sa.Column(sa.Integer, server_default="0")
    answered_seq: Named[int] = sa.Column(sa.Integer, server_default="0")  # dealt with by the bot
    read_seq: Named[int] = sa.Column(sa.Integer, server_default="0")  # seen by the citizen
    misses: Named[int] = sa.Column(sa.Integer, server_default="0")  # not understood in a row
    created_at: Named[dt.datetime] = sa.Column(Utc)


class ThreadKeyColumns(sa.TypedColumns):
    """What later arrivals may name to be put into a conversation."""

    channel: Named[str] = sa.Column(sa.Text, primary_key=True)
    key: Named[str] = sa.Column(sa.Text, primary_key=True)
    conversation: Named[UUID] = sa.Column(sa.Uuid, _to("conversations.id"), index=True)


class MessageColumns(sa.TypedColumns):
    """What was said.  Rows are added, never changed."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    conversation: Named[UUID] = sa.Column(sa.Uuid, _to("conversations.id"))
    seq: Named[int | None] = sa.Column(sa.Integer)  # null: a note only agents see
    author: Named[str] = sa.Column(sa.Text)
    author_name: Named[str] = sa.Column(sa.Text)
    agent: Named[UUID | None] = sa.Column(sa.Uuid, _to("agents.id"))
    text: Named[str] = sa.Column(sa.Text)
    html: Named[str | None] = sa.Column(sa.Text)  # cleaned
    quoted: Named[str] = sa.Column(sa.Text, server_default="")
    private: Named[bool] = sa.Column(sa.Boolean)
    at: Named[dt.datetime] = sa.Column(Utc)
    client_id: Named[str | None] = sa.Column(sa.Text)
    key: Named[str | None] = sa.Column(sa.Text)  # its Message-ID, where it has one
    meta: Named[dict[str, Any]] = sa.Column(sa.JSON)  # choices, command, what the bot understood


class DeliveryColumns(sa.TypedColumns):
    """How far an outgoing message has come."""

    message: Named[UUID] = sa.Column(sa.Uuid, _to("messages.id"), primary_key=True)
    state: Named[str] = sa.Column(sa.Text)
    reason: Named[str] = sa.Column(sa.Text, server_default="")
    next_try: Named[dt.datetime | None] = sa.Column(Utc)
    provider_id: Named[str | None] = sa.Column(sa.Text)
    updated_at: Named[dt.datetime] = sa.Column(Utc)


class AttachmentColumns(sa.TypedColumns):
    """A file of a message; its bytes lie in the blob store."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    message: Named[UUID] = sa.Column(sa.Uuid, _to("messages.id"), index=True)
    digest: Named[str] = sa.Column(sa.Text)
    name: Named[str] = sa.Column(sa.Text)
    media_type: Named[str] = sa.Column(sa.Text)
    size: Named[int] = sa.Column(sa.BigInteger)
    inline: Named[bool] = sa.Column(sa.Boolean)


class UploadColumns(sa.TypedColumns):
    """A file an agent has sent here, to go with a message; its bytes lie in the blob store."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    agent: Named[UUID] = sa.Column(sa.Uuid, _to("agents.id"))
    digest: Named[str] = sa.Column(sa.Text)
    name: Named[str] = sa.Column(sa.Text)
    media_type: Named[str] = sa.Column(sa.Text)
    size: Named[int] = sa.Column(sa.BigInteger)
    at: Named[dt.datetime] = sa.Column(Utc, index=True)


contacts = sa.Table("contacts", meta, ContactColumns)
identities = sa.Table("identities", meta, IdentityColumns, sa.UniqueConstraint("kind", "address"))
tickets = sa.Table("tickets", meta, TicketColumns)
tags = sa.Table("tags", meta, TagColumns)
conversations = sa.Table("conversations", meta, ConversationColumns)
thread_keys = sa.Table("thread_keys", meta, ThreadKeyColumns)
messages = sa.Table(
    "messages",
    meta,
    MessageColumns,
    sa.UniqueConstraint("conversation", "seq"),
    sa.UniqueConstraint("conversation", "client_id"),
)
deliveries = sa.Table("deliveries", meta, DeliveryColumns)
attachments = sa.Table("attachments", meta, AttachmentColumns)
uploads = sa.Table("uploads", meta, UploadColumns)

sa.Index("tickets_recent", tickets.c.updated_at.desc(), tickets.c.id.desc())
_queued = sa.literal("queue", literal_execute=True)
sa.Index(
    "tickets_waiting",
    tickets.c.waiting_since,
    tickets.c.id,
    postgresql_where=tickets.c.handler == _queued,
    sqlite_where=tickets.c.handler == _queued,
)
sa.Index("tickets_by_agent", tickets.c.agent, tickets.c.updated_at.desc())
sa.Index("conversations_by_address", conversations.c.channel, conversations.c.address)
sa.Index("messages_in_order", messages.c.conversation, messages.c.id)
