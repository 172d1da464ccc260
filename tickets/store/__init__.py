"""The tables, and nothing else; only commands and queries come in here."""

from tickets.store.audit import audit
from tickets.store.codes import status_codes
from tickets.store.desk import agents, api_tokens, counters, cursors, events, ingress, web_sessions
from tickets.store.reviews import reviews
from tickets.store.tickets import (
    attachments,
    chat_sessions,
    contacts,
    conversations,
    deliveries,
    identities,
    links,
    messages,
    queue_notes,
    ratings,
    tags,
    takes,
    thread_keys,
    tickets,
    transcripts,
    uploads,
)

__all__ = [
    "agents",
    "api_tokens",
    "attachments",
    "audit",
    "chat_sessions",
    "contacts",
    "conversations",
    "counters",
    "cursors",
    "deliveries",
    "events",
    "identities",
    "ingress",
    "links",
    "messages",
    "queue_notes",
    "ratings",
    "reviews",
    "status_codes",
    "tags",
    "takes",
    "thread_keys",
    "tickets",
    "transcripts",
    "uploads",
    "web_sessions",
]
