"""Tickets, the people behind them, and what was said."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
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
    reply_to: Named[str | None] = sa.Column(sa.Text)  # the e-mail they asked us to write to
    note: Named[str] = sa.Column(sa.Text, server_default="")  # for agents
    merged_into: Named[UUID | None] = sa.Column(sa.Uuid, _to("contacts.id"), index=True)


class IdentityColumns(sa.TypedColumns):
    """A way to reach a person, and how we know it is theirs."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    contact: Named[UUID] = sa.Column(sa.Uuid, _to("contacts.id"), index=True)
    kind: Named[str] = sa.Column(sa.Text)
    address: Named[str] = sa.Column(sa.Text)
    home: Named[UUID | None] = sa.Column(sa.Uuid, _to("contacts.id"))  # see `tickets.contact_home`
    verified: Named[str] = sa.Column(sa.Text)  # provider, signed, session, token, link, said, none
    verified_at: Named[dt.datetime | None] = sa.Column(Utc)
    blocked_at: Named[dt.datetime | None] = sa.Column(Utc)  # they do not want our messages
    locale: Named[str | None] = sa.Column(sa.Text)  # the language they chose to be answered in
    created_at: Named[dt.datetime] = sa.Column(Utc)


class TicketColumns(sa.TypedColumns):
    """One matter of one contact."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    number: Named[str] = sa.Column(sa.Text, unique=True)
    contact: Named[UUID] = sa.Column(sa.Uuid, _to("contacts.id"), index=True)
    contact_home: Named[UUID | None] = sa.Column(
        sa.Uuid, _to("contacts.id")
    )  # its contact before any merge; null: it was never moved
    subject: Named[str] = sa.Column(sa.Text)
    status: Named[str] = sa.Column(sa.Text)
    handler: Named[str] = sa.Column(sa.Text)
    priority: Named[str] = sa.Column(sa.Text, server_default="normal")
    team: Named[str | None] = sa.Column(sa.Text, _to("teams.id"))
    agent: Named[UUID | None] = sa.Column(sa.Uuid, _to("agents.id"))
    locale: Named[str] = sa.Column(sa.Text)
    preview: Named[str] = sa.Column(sa.Text, server_default="")
    version: Named[int] = sa.Column(sa.Integer)
    created_at: Named[dt.datetime] = sa.Column(Utc)
    updated_at: Named[dt.datetime] = sa.Column(Utc)
    waiting_since: Named[dt.datetime | None] = sa.Column(Utc)  # for a person of ours
    owed_since: Named[dt.datetime | None] = sa.Column(Utc)  # a person's word: see `sla.owes`
    snoozed_until: Named[dt.datetime | None] = sa.Column(Utc)
    resolved_at: Named[dt.datetime | None] = sa.Column(Utc)
    handed_off_for: Named[str | None] = sa.Column(sa.Text)  # why the bot called a person
    follows: Named[UUID | None] = sa.Column(sa.Uuid, _to("tickets.id"))  # the closed one before it
    maybe: Named[UUID | None] = sa.Column(sa.Uuid, _to("tickets.id"))  # it may belong to
    merged_into: Named[UUID | None] = sa.Column(sa.Uuid, _to("tickets.id"))
    merged_from: Named[str | None] = sa.Column(sa.Text)  # "status handler" before the merge
    split_from: Named[UUID | None] = sa.Column(sa.Uuid, _to("tickets.id"))  # see `splitting`


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
    office_read_seq: Named[int] = sa.Column(sa.Integer, server_default="0")  # seen by an agent
    misses: Named[int] = sa.Column(sa.Integer, server_default="0")  # not understood in a row
    visitor: Named[dict[str, Any] | None] = sa.Column(sa.JSON(none_as_null=True))
    created_at: Named[dt.datetime] = sa.Column(Utc)
    by_mail: Named[bool] = sa.Column(sa.Boolean, server_default=sa.false())  # asked for in it
    split_from: Named[UUID | None] = sa.Column(sa.Uuid, _to("conversations.id"))


class LinkColumns(sa.TypedColumns):
    """A one-time link; the token itself is kept nowhere.

    It leads to the ticket of ``conversation``, wherever a merge has put that.
    """

    digest: Named[str] = sa.Column(sa.Text, primary_key=True)
    conversation: Named[UUID] = sa.Column(sa.Uuid, _to("conversations.id"))  # it was asked for in
    kind: Named[str] = sa.Column(sa.Text)  # of the channel it leads to
    expires_at: Named[dt.datetime] = sa.Column(Utc, index=True)
    used_at: Named[dt.datetime | None] = sa.Column(Utc)
    used_by: Named[UUID | None] = sa.Column(sa.Uuid, _to("identities.id"))
    led_to: Named[UUID | None] = sa.Column(sa.Uuid, _to("conversations.id"))


class ThreadKeyColumns(sa.TypedColumns):
    """What later arrivals may name to be put into a conversation."""

    channel: Named[str] = sa.Column(sa.Text, primary_key=True)
    key: Named[str] = sa.Column(sa.Text, primary_key=True)
    conversation: Named[UUID] = sa.Column(sa.Uuid, _to("conversations.id"), index=True)


class MessageColumns(sa.TypedColumns):
    """What was said.  Rows are added, never changed; but a split moves them to another thread."""

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
    cause: Named[str | None] = sa.Column(sa.Text)
    next_try: Named[dt.datetime | None] = sa.Column(Utc)
    provider_id: Named[str | None] = sa.Column(sa.Text)
    updated_at: Named[dt.datetime] = sa.Column(Utc)
    mailed: Named[UUID | None] = sa.Column(sa.Uuid, _to("messages.id"))  # the mail it went on in


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
    """A file that was sent here to go with a message; its bytes lie in the blob store.

    It is an agent's, or that of whoever writes to a channel under an address.
    """

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    agent: Named[UUID | None] = sa.Column(sa.Uuid, _to("agents.id"))
    channel: Named[str | None] = sa.Column(sa.Text)
    sender: Named[str | None] = sa.Column(sa.Text)
    digest: Named[str] = sa.Column(sa.Text)
    name: Named[str] = sa.Column(sa.Text)
    media_type: Named[str] = sa.Column(sa.Text)
    size: Named[int] = sa.Column(sa.BigInteger)
    at: Named[dt.datetime] = sa.Column(Utc, index=True)


class RatingColumns(sa.TypedColumns):
    """What a citizen thinks of how it went; once for each time the ticket was settled."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    ticket: Named[UUID] = sa.Column(sa.Uuid, _to("tickets.id"))
    settled_at: Named[dt.datetime] = sa.Column(Utc)  # the ticket's ``resolved_at`` at that time
    score: Named[int] = sa.Column(sa.Integer)  # 1 to 5, the best
    comment: Named[str] = sa.Column(sa.Text, server_default="")
    client_id: Named[str] = sa.Column(sa.Text)
    at: Named[dt.datetime] = sa.Column(Utc)


class ChatSessionColumns(sa.TypedColumns):
    """A chat session of a signed user; the token itself is kept only in the browser."""

    digest: Named[str] = sa.Column(sa.Text, primary_key=True)
    channel: Named[str] = sa.Column(sa.Text)
    address: Named[str] = sa.Column(sa.Text)  # of the user's thread
    expires_at: Named[dt.datetime] = sa.Column(Utc, index=True)


class TakeColumns(sa.TypedColumns):
    """A ticket left the queue to a person: what the pace of service is measured from."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    channel: Named[str] = sa.Column(sa.Text)
    team: Named[str | None] = sa.Column(sa.Text)
    since: Named[dt.datetime] = sa.Column(Utc)  # when it began to wait
    at: Named[dt.datetime] = sa.Column(Utc, index=True)


class QueueNoteColumns(sa.TypedColumns):
    """A message that tells a place in the queue, and is edited while the ticket waits."""

    message: Named[UUID] = sa.Column(sa.Uuid, _to("messages.id"), primary_key=True)
    locale: Named[str] = sa.Column(sa.Text)
    told: Named[str] = sa.Column(sa.Text)  # what it says now
    looked_at: Named[dt.datetime] = sa.Column(Utc, index=True)  # when it was last compared


class TranscriptColumns(sa.TypedColumns):
    """A copy of a chat that was asked for by e-mail."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    conversation: Named[UUID] = sa.Column(sa.Uuid, _to("conversations.id"))
    client_id: Named[str] = sa.Column(sa.Text)  # who asks twice with the same gets one
    channel: Named[str] = sa.Column(sa.Text)  # the mailbox it goes out from
    address: Named[str] = sa.Column(sa.Text)
    locale: Named[str] = sa.Column(sa.Text)
    up_to: Named[int] = sa.Column(sa.Integer)  # the last seq it holds
    state: Named[str] = sa.Column(sa.Text)
    reason: Named[str] = sa.Column(sa.Text, server_default="")
    at: Named[dt.datetime] = sa.Column(Utc)


contacts = sa.Table("contacts", meta, ContactColumns)
identities = sa.Table("identities", meta, IdentityColumns, sa.UniqueConstraint("kind", "address"))
tickets = sa.Table("tickets", meta, TicketColumns)
tags = sa.Table("tags", meta, TagColumns)
conversations = sa.Table("conversations", meta, ConversationColumns)
links = sa.Table("links", meta, LinkColumns)
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
uploads = sa.Table(
    "uploads",
    meta,
    UploadColumns,
    sa.CheckConstraint("(agent is null) <> (sender is null)", name="owner"),
)
ratings = sa.Table("ratings", meta, RatingColumns, sa.UniqueConstraint("ticket", "settled_at"))
chat_sessions = sa.Table("chat_sessions", meta, ChatSessionColumns)
takes = sa.Table("takes", meta, TakeColumns)
queue_notes = sa.Table("queue_notes", meta, QueueNoteColumns)
transcripts = sa.Table(
    "transcripts", meta, TranscriptColumns, sa.UniqueConstraint("conversation", "client_id")
)

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
sa.Index("tags_by_name", tags.c.tag, tags.c.ticket)
for _other in (tickets.c.merged_into, tickets.c.split_from):
    _named = _other.is_not(None)
    sa.Index(f"tickets_{_other.name}", _other, postgresql_where=_named, sqlite_where=_named)
_recent = tickets.c.updated_at.desc(), tickets.c.id.desc()


def _one_of(*statuses: str) -> sa.ColumnElement[bool]:
    """As literals and in this order: an engine uses a partial index only for its own condition."""
    return tickets.c.status.in_([sa.literal(one, literal_execute=True) for one in statuses])


live = _one_of("new", "open", "pending", "snoozed")
settled = _one_of("resolved", "closed")
pending, snoozed = _one_of("pending"), _one_of("snoozed")
aside = _one_of("spam", "merged")
sa.Index("tickets_aside", *_recent, postgresql_where=aside, sqlite_where=aside)
sa.Index("tickets_live", *_recent, postgresql_where=live, sqlite_where=live)
sa.Index("tickets_settled", *_recent, postgresql_where=settled, sqlite_where=settled)
sa.Index("tickets_pending", *_recent, postgresql_where=pending, sqlite_where=pending)
sa.Index("tickets_snoozed", *_recent, postgresql_where=snoozed, sqlite_where=snoozed)
_by_agent, _by_handler = (tickets.c.agent, *_recent), (tickets.c.handler, *_recent)
sa.Index("tickets_live_by_agent", *_by_agent, postgresql_where=live, sqlite_where=live)
_by_team = (tickets.c.team, *_recent)
sa.Index("tickets_live_by_team", *_by_team, postgresql_where=live, sqlite_where=live)
sa.Index("tickets_live_by_handler", *_by_handler, postgresql_where=live, sqlite_where=live)
# The conditions of the indexes above, to be asked for word for word.
by_statuses: Mapping[frozenset[str], sa.ColumnElement[bool]] = MappingProxyType(
    {
        frozenset({"new", "open", "pending", "snoozed"}): live,
        frozenset({"resolved", "closed"}): settled,
        frozenset({"pending"}): pending,
        frozenset({"snoozed"}): snoozed,
    }
)
_in_line = tickets.c.waiting_since.is_not(None)
sa.Index(
    "tickets_in_line",
    tickets.c.waiting_since,
    tickets.c.id,
    postgresql_where=_in_line,
    sqlite_where=_in_line,
)
_owed = tickets.c.owed_since.is_not(None)
sa.Index(
    "tickets_owed",
    tickets.c.priority,
    tickets.c.owed_since,
    tickets.c.id,
    postgresql_where=_owed,
    sqlite_where=_owed,
)
sa.Index("tickets_by_team", tickets.c.team, tickets.c.updated_at.desc())
for _one, _name in ((tickets.c.agent, "agent"), (tickets.c.handler, "handler")):
    sa.Index(
        f"tickets_in_line_by_{_name}",
        _one,
        tickets.c.waiting_since,
        tickets.c.id,
        postgresql_where=_in_line,
        sqlite_where=_in_line,
    )
unusual = tickets.c.priority != sa.literal("normal", literal_execute=True)
sa.Index(
    "tickets_by_priority",
    tickets.c.priority,
    *_recent,
    postgresql_where=unusual,
    sqlite_where=unusual,
)
sa.Index("conversations_by_address", conversations.c.channel, conversations.c.address)
sa.Index("uploads_of_sender", uploads.c.channel, uploads.c.sender)
sa.Index("links_by_conversation", links.c.conversation, links.c.kind)
sa.Index("contacts_recent", contacts.c.created_at.desc(), contacts.c.id.desc())
sa.Index("messages_in_order", messages.c.conversation, messages.c.id)
sa.Index("transcripts_to", transcripts.c.address, transcripts.c.at)

_alive = tickets.c.status.in_(
    [sa.literal(s, literal_execute=True) for s in ("new", "open", "pending", "snoozed")]
)
sa.Index("tickets_begun", tickets.c.created_at, tickets.c.id)
sa.Index("tickets_resolved", tickets.c.resolved_at, tickets.c.id)
sa.Index(
    "tickets_alive",
    tickets.c.handler,
    tickets.c.agent,
    postgresql_where=_alive,
    sqlite_where=_alive,
)
sa.Index("messages_by_agent", messages.c.agent, messages.c.at)
