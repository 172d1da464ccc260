"""The tables, and nothing else; only commands and queries come in here."""

from tickets.store.audit import audit
from tickets.store.codes import status_codes
from tickets.store.desk import agents, api_tokens, counters, cursors, events, ingress, web_sessions
from tickets.store.fields import field_values, fields
from tickets.store.filters import saved_filters
from tickets.store.people import admin_log, recovery_codes, sign_in_failures
from tickets.store.proposals import proposals
from tickets.store.reviews import reviews
from tickets.store.teams import mentions, presences, team_members, teams
from tickets.store.tickets import (
    aside,
    attachments,
    by_statuses,
    chat_sessions,
    contacts,
    conversations,
    deliveries,
    identities,
    links,
    live,
    messages,
    queue_notes,
    ratings,
    tags,
    takes,
    thread_keys,
    tickets,
    transcripts,
    unusual,
    uploads,
)
from tickets.store.writing import canned, drafts, macros

__all__ = [
    "admin_log",
    "agents",
    "api_tokens",
    "aside",
    "attachments",
    "audit",
    "by_statuses",
    "canned",
    "chat_sessions",
    "contacts",
    "conversations",
    "counters",
    "cursors",
    "deliveries",
    "drafts",
    "events",
    "field_values",
    "fields",
    "identities",
    "ingress",
    "links",
    "live",
    "macros",
    "mentions",
    "messages",
    "presences",
    "proposals",
    "queue_notes",
    "ratings",
    "recovery_codes",
    "reviews",
    "saved_filters",
    "sign_in_failures",
    "status_codes",
    "tags",
    "takes",
    "team_members",
    "teams",
    "thread_keys",
    "tickets",
    "transcripts",
    "unusual",
    "uploads",
    "web_sessions",
]
