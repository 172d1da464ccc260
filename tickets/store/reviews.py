"""What the bot did not understand, for people to look at."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.tables import Utc, meta


class ReviewColumns(sa.TypedColumns):
    """A message that was misread; its words without numbers and addresses of persons."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    at: Named[dt.datetime] = sa.Column(Utc, index=True)
    ticket: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("tickets.id"))
    conversation: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("conversations.id"))
    seq: Named[int] = sa.Column(sa.Integer)
    text: Named[str] = sa.Column(sa.Text)  # masked
    language: Named[str] = sa.Column(sa.Text)
    why: Named[str] = sa.Column(sa.Text)  # miss, denial, correction
    guess: Named[str | None] = sa.Column(sa.Text)  # the intent it was taken for
    confidence: Named[float] = sa.Column(sa.Float)
    intent: Named[str | None] = sa.Column(sa.Text)  # what was meant
    permit: Named[str | None] = sa.Column(sa.Text)
    corrected_by: Named[UUID | None] = sa.Column(sa.Uuid, sa.ForeignKey("agents.id"))
    corrected_at: Named[dt.datetime | None] = sa.Column(Utc)
    state: Named[str] = sa.Column(sa.Text)  # open, accepted, rejected
    decided_by: Named[UUID | None] = sa.Column(sa.Uuid, sa.ForeignKey("agents.id"))
    decided_at: Named[dt.datetime | None] = sa.Column(Utc)


reviews = sa.Table("reviews", meta, ReviewColumns, sa.UniqueConstraint("conversation", "seq"))

_open = sa.literal("open", literal_execute=True)
sa.Index(
    "reviews_open",
    reviews.c.id,
    postgresql_where=reviews.c.state == _open,
    sqlite_where=reviews.c.state == _open,
)
