"""The tables, and nothing else; only commands and queries come in here."""

from tickets.store.desk import agents, api_tokens, counters, cursors, events, ingress, web_sessions
from tickets.store.reviews import reviews
from tickets.store.tickets import (
    attachments,
    chat_sessions,
    contacts,
    conversations,
    deliveries,
    identities,
    messages,
    ratings,
    tags,
    thread_keys,
    tickets,
    uploads,
)

__all__ = [
    "agents",
    "api_tokens",
    "attachments",
    "chat_sessions",
    "contacts",
    "conversations",
    "counters",
    "cursors",
    "deliveries",
    "events",
    "identities",
    "ingress",
    "messages",
    "ratings",
    "reviews",
    "tags",
    "thread_keys",
    "tickets",
    "uploads",
    "web_sessions",
]
