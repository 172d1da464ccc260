"""The tables, and nothing else; only commands and queries come in here."""

from tickets.store.codes import status_codes
from tickets.store.desk import agents, api_tokens, counters, cursors, events, ingress, web_sessions
from tickets.store.reviews import reviews
from tickets.store.tickets import (
    attachments,
    contacts,
    conversations,
    deliveries,
    identities,
    messages,
    tags,
    thread_keys,
    tickets,
    uploads,
)

__all__ = [
    "agents",
    "api_tokens",
    "attachments",
    "contacts",
    "conversations",
    "counters",
    "cursors",
    "deliveries",
    "events",
    "identities",
    "ingress",
    "messages",
    "reviews",
    "status_codes",
    "tags",
    "thread_keys",
    "tickets",
    "uploads",
    "web_sessions",
]
