"""One-time codes for the status page."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.tables import Utc, meta


class StatusCodeColumns(sa.TypedColumns):
    """One wish for a code; it has a row whether or not a code was sent."""

    flow: Named[str] = sa.Column(sa.Text, primary_key=True)  # digest of what the browser holds
    ticket: Named[UUID | None] = sa.Column(sa.Uuid, sa.ForeignKey("tickets.id"))  # null: none sent
    digest: Named[str] = sa.Column(sa.Text)  # of the code, under our key
    tries: Named[int] = sa.Column(sa.Integer, server_default="0")
    at: Named[dt.datetime] = sa.Column(Utc, index=True)
    expires_at: Named[dt.datetime] = sa.Column(Utc)
    used_at: Named[dt.datetime | None] = sa.Column(Utc)


status_codes = sa.Table("status_codes", meta, StatusCodeColumns)
sa.Index("status_codes_of_ticket", status_codes.c.ticket, status_codes.c.at)
