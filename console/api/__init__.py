"""The REST API: sessions, tickets, messages and moves, described by its own OpenAPI document."""
